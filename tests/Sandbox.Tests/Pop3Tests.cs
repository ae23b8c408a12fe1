using System.Text;
using HelpdeskMail.Sandbox.Api;
using HelpdeskMail.Sandbox.Tests.Graph;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests;

public sealed class Pop3Tests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    [Fact]
    public async Task XOAUTH2_takes_two_steps_and_the_one_line_form_ends_the_connection()
    {
        var token = await sandbox.TokenAsync(new TokenOrder("support@contoso.example", "https://outlook.office.com"));
        var response = Convert.ToBase64String(Encoding.ASCII.GetBytes($"user=support@contoso.example\u0001auth=Bearer {token}\u0001\u0001"));
        using var two = await LineClient.ConnectAsync(sandbox.Pop3Port);
        await two.SendAsync("AUTH XOAUTH2");
        (await two.ReadAsync()).ShouldBe("+ ");
        await two.SendAsync(response);
        (await two.ReadAsync()).ShouldBe("+OK User successfully authenticated.");
        using var one = await LineClient.ConnectAsync(sandbox.Pop3Port);
        await one.SendAsync($"AUTH XOAUTH2 {response}");
        (await one.ReadAsync()).ShouldBe("-ERR Protocol error. Connection is closed. 10");
        (await one.ReadAsync()).ShouldBeNull();
        using var wrong = await LineClient.ConnectAsync(sandbox.Pop3Port);
        await wrong.SendAsync("AUTH XOAUTH2");
        await wrong.ReadAsync();
        await wrong.SendAsync(response.ToLowerInvariant());
        (await wrong.ReadAsync()).ShouldBe("-ERR Authentication failure: unknown user name or bad password.");
    }

    [Fact]
    public async Task Messages_keep_their_UIDL_and_go_only_at_QUIT()
    {
        const string Address = "pop@customer.example";
        for (var i = 0; i < 3; i++)
        {
            await sandbox.DeliverAsync(Address, $"pop {i}", $"pop-{i}@customer.example");
        }

        List<string> first;
        using (var dropped = await OpenAsync(Address))
        {
            first = await UidlAsync(dropped);
            first.Count.ShouldBe(3);
            first.Distinct().Count().ShouldBe(3);
            await dropped.SendAsync("DELE 1");
            (await dropped.ReadAsync()).ShouldBe("+OK");
        }

        await sandbox.RestartAsync();
        using (var reset = await OpenAsync(Address))
        {
            (await UidlAsync(reset)).ShouldBe(first);
            await reset.SendAsync("DELE 2");
            await reset.ReadAsync();
            await reset.SendAsync("RETR 2");
            (await reset.ReadAsync()).ShouldBe("-ERR The requested message is not available.");
            await reset.SendAsync("RSET");
            await reset.ReadAsync();
            await reset.SendAsync("DELE 1");
            await reset.ReadAsync();
            await reset.SendAsync("QUIT");
            (await reset.ReadAsync()).ShouldBe("+OK Microsoft Exchange Server POP3 server signing off.");
        }

        using var after = await OpenAsync(Address);
        (await UidlAsync(after)).ShouldBe(first[1..]);
    }

    [Fact]
    public async Task Sizes_may_be_estimates()
    {
        const string Address = "sizes@customer.example";
        await sandbox.DeliverAsync(Address, "size", "size@customer.example");
        var size = (await sandbox.Http.GetByteArrayAsync($"/api/mailboxes/{Address}/folders/INBOX/messages/1")).Length;
        (await ListAsync(Address)).ShouldBe($"+OK 1 {size}");
        await sandbox.ArmAsync(new { catalogue = "estimated-sizes", mailbox = Address, times = 2 });
        (await ListAsync(Address)).ShouldNotBe($"+OK 1 {size}");
        using var imap = await LineClient.ImapAsync(sandbox.ImapPort, Address);
        await imap.CommandAsync("SELECT INBOX");
        (await imap.CommandAsync("FETCH 1 RFC822.SIZE"))[0].ShouldNotContain($" {size})");
    }

    [Fact]
    public async Task A_token_that_runs_out_ends_the_session()
    {
        // On a busy machine a token may run out before it was shown: then a longer one.
        LineClient? signedIn = null;
        for (var lifetime = 2; signedIn is null; lifetime *= 2)
        {
            var token = await sandbox.TokenAsync(new TokenOrder("support@contoso.example", "https://outlook.office.com", Lifetime: lifetime));
            var attempt = await LineClient.ConnectAsync(sandbox.Pop3Port);
            await attempt.SendAsync("AUTH XOAUTH2");
            await attempt.ReadAsync();
            await attempt.SendAsync(Convert.ToBase64String(Encoding.ASCII.GetBytes($"user=support@contoso.example\u0001auth=Bearer {token}\u0001\u0001")));
            signedIn = (await attempt.ReadAsync())!.StartsWith("+OK", StringComparison.Ordinal) ? attempt : null;
        }

        using var client = signedIn;
        await Fixtures.Eventually.HoldsAsync("the session ends", async () =>
        {
            await client.SendAsync("NOOP");
            return await client.ReadAsync() == "-ERR Session invalidated - AccessTokenExpired";
        });
    }

    private static async Task<List<string>> UidlAsync(LineClient client)
    {
        await client.SendAsync("UIDL");
        return [.. (await client.UntilAsync(".")).Skip(1).SkipLast(1).Select(line => line.Split(' ')[1])];
    }

    private async Task<string?> ListAsync(string address)
    {
        using var client = await OpenAsync(address);
        await client.SendAsync("LIST 1");
        return await client.ReadAsync();
    }

    private async Task<LineClient> OpenAsync(string address)
    {
        var client = await LineClient.ConnectAsync(sandbox.Pop3Port);
        await client.SendAsync($"USER {address}");
        await client.ReadAsync();
        await client.SendAsync($"PASS {WellKnown.Password}");
        (await client.ReadAsync())!.ShouldStartWith("+OK");
        return client;
    }
}
