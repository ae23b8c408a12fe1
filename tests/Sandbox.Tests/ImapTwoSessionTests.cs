using HelpdeskMail.Sandbox.Tests.Graph;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests;

/// <summary>Two clients in one folder, where one does not yet know what the other did (RFC 2180).</summary>
public sealed class ImapTwoSessionTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    private const string Gone = "A NO [EXPUNGEISSUED]";

    [Theory]
    [InlineData(@"STORE 1 +FLAGS (\Flagged)", @"FLAGS (\Seen \Flagged)")]
    [InlineData(@"STORE 1 -FLAGS (\Flagged)", @"FLAGS (\Seen)")]
    [InlineData(@"STORE 1 FLAGS (\Answered)", @"FLAGS (\Answered)")]
    public async Task A_flag_the_other_session_set_stays_when_another_is_changed(string command, string flags)
    {
        var (one, other) = await OpenAsync($"flags-{Guid.NewGuid():n}@customer.example");
        using (one)
        using (other)
        {
            await other.CommandAsync(@"STORE 1 +FLAGS (\Seen)");
            (await one.CommandAsync(command))[0].ShouldContain(flags);
            await other.CommandAsync("NOOP");
            (await other.CommandAsync("FETCH 1 FLAGS"))[0].ShouldContain(flags);
        }
    }

    [Theory]
    [InlineData("FETCH 1:2 (FLAGS BODY.PEEK[])")]
    [InlineData("FETCH 1:2 ENVELOPE")]
    [InlineData(@"STORE 1:2 +FLAGS (\Seen)")]
    [InlineData("COPY 1:2 Archive")]
    public async Task A_command_on_a_message_that_another_session_took_out_says_so_and_the_session_goes_on(string command)
    {
        var mailbox = $"gone-{Guid.NewGuid():n}@customer.example";
        var (one, other) = await OpenAsync(mailbox);
        using (one)
        using (other)
        {
            await other.CommandAsync(@"STORE 1 +FLAGS.SILENT (\Deleted)");
            await other.CommandAsync("EXPUNGE");
            (await one.CommandAsync(command))[^1].ShouldStartWith(Gone);
            (await one.CommandAsync("SEARCH BODY x")).ShouldContain(line => line.StartsWith("* SEARCH", StringComparison.Ordinal));
            (await one.CommandAsync("NOOP"))[^1].ShouldBe("A OK NOOP completed.");
            (await one.CommandAsync("STATUS Archive (MESSAGES)"))[0].ShouldContain("MESSAGES 0", customMessage: "COPY copies all or nothing");
            (await one.CommandAsync("FETCH 1 BODY.PEEK[TEXT]"))[^1].ShouldBe("A OK FETCH completed.");
        }
    }

    [Fact]
    public async Task RETR_of_a_message_that_another_session_took_out_is_refused_and_the_session_goes_on()
    {
        const string mailbox = "popgone@customer.example";
        await sandbox.DeliverAsync(mailbox, "one", "popgone-1@customer.example");
        using var pop = await LineClient.ConnectAsync(sandbox.Pop3Port);
        foreach (var line in new[] { $"USER {mailbox}", $"PASS {WellKnown.Password}" })
        {
            await pop.SendAsync(line);
            (await pop.ReadAsync()).ShouldNotBeNull().ShouldStartWith("+OK");
        }

        await sandbox.Http.DeleteAsync($"/api/mailboxes/{mailbox}/folders/INBOX/messages/1");
        await pop.SendAsync("RETR 1");
        (await pop.ReadAsync()).ShouldBe("-ERR The requested message is not available.");
        await pop.SendAsync("NOOP");
        (await pop.ReadAsync()).ShouldBe("+OK");
    }

    private async Task<(LineClient One, LineClient Other)> OpenAsync(string mailbox)
    {
        await sandbox.DeliverAsync(mailbox, "one", $"{Guid.NewGuid():n}@customer.example");
        await sandbox.DeliverAsync(mailbox, "two", $"{Guid.NewGuid():n}@customer.example");
        var one = await LineClient.ImapAsync(sandbox.ImapPort, mailbox);
        var other = await LineClient.ImapAsync(sandbox.ImapPort, mailbox);
        await one.CommandAsync("SELECT INBOX");
        await other.CommandAsync("SELECT INBOX");
        return (one, other);
    }
}
