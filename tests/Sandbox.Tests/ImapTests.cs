using System.Text;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Sandbox.Api;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests;

public sealed class ImapTests(SandboxServer sandbox) : IClassFixture<SandboxServer>
{
    [Fact]
    public async Task Idle_tells_of_a_new_mail_and_of_what_another_session_does()
    {
        const string mailbox = "idle@customer.example";
        using var watcher = await LineClient.ImapAsync(sandbox.ImapPort, mailbox);
        await watcher.CommandAsync("SELECT INBOX");
        await watcher.SendAsync("A IDLE");
        await watcher.UntilAsync("+ ");
        await DeliverAsync(mailbox, "Subject: one\r\n\r\nx");
        (await watcher.UntilAsync("* 1 EXISTS")).Count.ShouldBe(1);
        await watcher.UntilAsync("* 1 RECENT");

        using var other = await LineClient.ImapAsync(sandbox.ImapPort, mailbox);
        await other.CommandAsync("SELECT INBOX");
        await other.CommandAsync(@"UID STORE 1 +FLAGS (\Flagged)");
        (await watcher.UntilAsync("* 1 FETCH"))[^1].ShouldContain(@"\Flagged");
        await other.CommandAsync(@"STORE 1 +FLAGS.SILENT (\Deleted)");
        (await other.CommandAsync("EXPUNGE")).ShouldContain("* 1 EXPUNGE");
        await watcher.UntilAsync("* 1 EXPUNGE");
        await watcher.SendAsync("DONE");
        (await watcher.UntilAsync("A "))[^1].ShouldBe("A OK IDLE completed.");
    }

    [Theory]
    [InlineData("UID FETCH 1 BODY[]", "* 1 FETCH (UID 1 BODY[] {18}")]
    [InlineData("FETCH 1 (RFC822 FLAGS)", "* 1 FETCH (RFC822 {18}")]
    public async Task Curl_finds_the_content_in_the_first_answer_when_reading_marks_the_message(string command, string first)
    {
        const string mailbox = "curl@customer.example";
        using var curl = await LineClient.ImapAsync(sandbox.ImapPort, mailbox);
        await curl.CommandAsync("CREATE Fetched");
        await curl.CommandAsync("APPEND Fetched {18+}\r\nSubject: x\r\n\r\nhi\r\n");
        await curl.CommandAsync("SELECT Fetched");
        var answer = await curl.CommandAsync(command);
        answer[0].ShouldBe(first);
        answer[^2].ShouldBe(@" FLAGS (\Seen \Recent))");
        answer.Count(line => line.StartsWith("* ", StringComparison.Ordinal)).ShouldBe(1);
        (await curl.CommandAsync("UID FETCH 1 BODY[]"))[^2].ShouldBe(")");
        await curl.CommandAsync("CLOSE");
        await curl.CommandAsync("DELETE Fetched");
    }

    [Fact]
    public async Task Numbers_stay_until_a_command_that_may_tell_of_an_expunge()
    {
        const string mailbox = "numbers@customer.example";
        await DeliverAsync(mailbox, "Subject: one\r\n\r\nx");
        await DeliverAsync(mailbox, "Subject: two\r\n\r\nx");
        using var reader = await LineClient.ImapAsync(sandbox.ImapPort, mailbox);
        await reader.CommandAsync("SELECT INBOX");
        await sandbox.Http.DeleteAsync($"/api/mailboxes/{mailbox}/folders/INBOX/messages/1");
        var fetched = await reader.CommandAsync("FETCH 2 (UID)");
        fetched.ShouldContain("* 2 FETCH (UID 2)");
        fetched.ShouldNotContain("* 1 EXPUNGE");
        (await reader.CommandAsync("NOOP")).ShouldBe(["* 1 EXPUNGE", "A OK NOOP completed."]);
        (await reader.CommandAsync("FETCH 1 (UID)")).ShouldContain("* 1 FETCH (UID 2)");
    }

    [Fact]
    public async Task Every_mail_of_the_corpus_comes_back_byte_for_byte()
    {
        const string mailbox = "corpus@customer.example";
        const string tag = "tag-that-no-mail-has";
        using var client = await LineClient.ImapAsync(sandbox.ImapPort, mailbox);
        await client.CommandAsync("SELECT INBOX");
        foreach (var file in Corpus.MailFiles())
        {
            var raw = Mailboxes.HeaderEdit.CanonicalLineEnds(await File.ReadAllBytesAsync(file));
            await client.SendRawAsync($"{tag} APPEND INBOX {{{raw.Length}+}}\r\n{Encoding.Latin1.GetString(raw)}\r\n");
            var uid = (await client.UntilAsync(tag))[^1].Split(' ')[4].TrimEnd(']');
            await client.SendAsync($"{tag} UID FETCH {uid} (ENVELOPE BODYSTRUCTURE BODY.PEEK[HEADER] BODY.PEEK[1] BODY.PEEK[TEXT])");
            (await client.UntilAsync(tag))[^1].ShouldBe($"{tag} OK FETCH completed.", file);
            var stored = await sandbox.Http.GetByteArrayAsync($"/api/mailboxes/{mailbox}/folders/INBOX/messages/{uid}");
            stored.SequenceEqual(raw).ShouldBeTrue(file);
        }
    }

    [Fact]
    public async Task Envelope_holds_groups_and_structure_the_language()
    {
        using var client = await LineClient.ImapAsync(sandbox.ImapPort, "groups@customer.example");
        const string mail = "From: a@x.example\r\nTo: b@x.example, Team: c@x.example, \"D\" <d@x.example>;\r\nCc: undisclosed-recipients:;\r\nContent-Language: de, en\r\nContent-Location: http://x.example/\r\n\r\nHi\r\n";
        await client.CommandAsync("SELECT INBOX");
        await client.SendRawAsync($"A APPEND INBOX {{{mail.Length}+}}\r\n{mail}\r\n");
        await client.UntilAsync("A");

        var fetched = string.Join('\n', await client.CommandAsync("FETCH 1 (ENVELOPE BODYSTRUCTURE)"));

        fetched.ShouldContain("""((NIL NIL "b" "x.example")(NIL NIL "Team" NIL)(NIL NIL "c" "x.example")("D" NIL "d" "x.example")(NIL NIL NIL NIL))""");
        fetched.ShouldContain("""((NIL NIL "undisclosed-recipients" NIL)(NIL NIL NIL NIL))""");
        fetched.ShouldContain("""NIL NIL ("de" "en") "http://x.example/")""");
    }

    [Fact]
    public async Task A_good_token_for_another_mailbox_fails_at_the_first_command()
    {
        var token = await sandbox.TokenAsync(new TokenOrder("sales@contoso.example"));
        using var client = await LineClient.ConnectAsync(sandbox.ImapPort);
        (await SignInAsync(client, "support@contoso.example", token)).ShouldBe("A OK AUTHENTICATE completed.");
        await client.SendAsync("A NAMESPACE");
        (await client.ReadAsync()).ShouldBe("A BAD User is authenticated but not connected.");
        (await client.ReadAsync()).ShouldBe("* BYE Connection closed. 14");
        (await client.ReadAsync()).ShouldBeNull();
    }

    [Theory]
    [InlineData("https://graph.microsoft.com", null, 3600)]
    [InlineData("https://outlook.office.com", "SMTP.Send", 3600)]
    [InlineData("https://outlook.office.com", null, -5)]
    public async Task A_token_of_the_wrong_audience_permission_or_age_is_refused(string resource, string? permission, int lifetime)
    {
        var token = await sandbox.TokenAsync(new TokenOrder("sales@contoso.example", resource, permission is null ? null : [permission], lifetime));
        using var client = await LineClient.ConnectAsync(sandbox.ImapPort);
        (await SignInAsync(client, "sales@contoso.example", token)).ShouldBe("A NO AUTHENTICATE failed.");
    }

    [Fact]
    public async Task A_shared_mailbox_opens_by_the_token_of_somebody_with_full_access()
    {
        using var client = await LineClient.ConnectAsync(sandbox.ImapPort);
        await SignInAsync(client, "shared@contoso.example", await sandbox.TokenAsync(new TokenOrder("admin@contoso.example")));
        (await client.CommandAsync("SELECT INBOX"))[^1].ShouldBe("A OK [READ-WRITE] SELECT completed.");
    }

    [Fact]
    public async Task The_session_ends_with_its_token_even_in_idle()
    {
        // On a busy machine a token may run out before the session waits: then a longer one.
        LineClient? waiting = null;
        for (var lifetime = 2; waiting is null && lifetime < 30; lifetime *= 2)
        {
            waiting = await IdleAsync(await sandbox.TokenAsync(new TokenOrder("support@contoso.example", Lifetime: lifetime)));
        }

        using var client = waiting.ShouldNotBeNull();
        (await client.UntilAsync("* BYE"))[^1].ShouldBe("* BYE Session invalidated - AccessTokenExpired");
        (await client.ReadAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_new_UIDVALIDITY_renumbers()
    {
        const string mailbox = "renumber@customer.example";
        await DeliverAsync(mailbox, "Subject: gone\r\n\r\nx");
        await DeliverAsync(mailbox, "Subject: kept\r\n\r\nx");
        await sandbox.Http.DeleteAsync($"/api/mailboxes/{mailbox}/folders/INBOX/messages/1");
        using var client = await LineClient.ImapAsync(sandbox.ImapPort, mailbox);
        var before = (await client.CommandAsync("STATUS INBOX (UIDVALIDITY UIDNEXT)"))[0];
        before.ShouldContain("UIDNEXT 3");
        await sandbox.Http.PostAsync($"/api/mailboxes/{mailbox}/folders/INBOX/renumber", null);
        var after = (await client.CommandAsync("STATUS INBOX (UIDVALIDITY UIDNEXT)"))[0];
        after.ShouldContain("UIDNEXT 2");
        after.ShouldNotBe(before);
    }

    [Theory]
    [InlineData("A")]
    [InlineData("A FETCH 0 (FLAGS)")]
    [InlineData("A FETCH 1:99999999999 (FLAGS)")]
    [InlineData("A FETCH 1 (FLAGS")]
    [InlineData("A FETCH 1 BODY[HEADER.FIELDS (A]")]
    [InlineData("A FETCH 1 BODY[99999999999]")]
    [InlineData("A FETCH 1 BODY[]<1>")]
    [InlineData("A FETCH 1 NONSENSE")]
    [InlineData("A SEARCH SINCE yesterday")]
    [InlineData("A SEARCH HEADER")]
    [InlineData("A STORE 1 FLAGSS (x)")]
    [InlineData("A STATUS INBOX (NONSENSE)")]
    [InlineData("A SELECT \"INBOX")]
    [InlineData("A SELECT {99999999999}")]
    [InlineData("A APPEND INBOX x")]
    [InlineData("A UID NOOP")]
    [InlineData("A NONSENSE \u00ff\u00fe")]
    public async Task A_malformed_command_is_BAD_and_the_session_goes_on(string command)
    {
        using var client = await LineClient.ImapAsync(sandbox.ImapPort, "malformed@customer.example");
        await client.CommandAsync("SELECT INBOX");
        await client.SendAsync(command);
        (await client.UntilAsync("A "))[^1].ShouldStartWith("A BAD");
        (await client.CommandAsync("NOOP"))[^1].ShouldBe("A OK NOOP completed.");
    }

    [Fact]
    public async Task Deeply_nested_search_keys_are_refused()
    {
        using var client = await LineClient.ImapAsync(sandbox.ImapPort, "malformed@customer.example");
        await client.CommandAsync("SELECT INBOX");
        (await client.CommandAsync($"SEARCH {string.Concat(Enumerable.Repeat("NOT ", 5000))}ALL"))[^1].ShouldStartWith("A BAD");
    }

    [Fact]
    public async Task Faults_throttle_and_cut_the_connection()
    {
        const string mailbox = "faults@customer.example";
        await DeliverAsync(mailbox, $"Subject: long\r\n\r\n{new string('x', 5000)}");
        await sandbox.ArmAsync(new { kind = "throttle", protocol = "imap", mailbox, backoffMilliseconds = 1234, times = 1 });
        using (var throttled = await LineClient.ImapAsync(sandbox.ImapPort, mailbox))
        {
            (await throttled.CommandAsync("SELECT INBOX"))[^1].ShouldBe("A BAD Request is throttled. Suggested Backoff Time: 1234 milliseconds");
        }

        await sandbox.ArmAsync(new { kind = "drop-connection", protocol = "imap", afterBytes = 3000, times = 1 });
        using (var cut = await LineClient.ImapAsync(sandbox.ImapPort, mailbox))
        {
            await cut.CommandAsync("SELECT INBOX");
            await cut.SendAsync("A FETCH 1 BODY.PEEK[]");
            await Should.ThrowAsync<IOException>(async () => await cut.UntilAsync("A OK"));
        }

        using var again = await LineClient.ImapAsync(sandbox.ImapPort, mailbox);
        (await again.CommandAsync("SELECT INBOX")).ShouldContain("* 1 EXISTS");
    }

    /// <summary>A session that waits in an open folder; null when its token ran out before.</summary>
    private async Task<LineClient?> IdleAsync(string token)
    {
        var client = await LineClient.ConnectAsync(sandbox.ImapPort);
        try
        {
            if (await SignInAsync(client, "support@contoso.example", token) == "A OK AUTHENTICATE completed.")
            {
                await client.CommandAsync("SELECT INBOX");
                await client.SendAsync("A IDLE");
                await client.UntilAsync("+ ");
                return client;
            }
        }
        catch (IOException)
        {
            // The session ended with its token.
        }

        client.Dispose();
        return null;
    }

    private static async Task<string?> SignInAsync(LineClient client, string mailbox, string token)
    {
        await client.SendAsync($"A AUTHENTICATE XOAUTH2 {Convert.ToBase64String(Encoding.ASCII.GetBytes($"user={mailbox}\u0001auth=Bearer {token}\u0001\u0001"))}");
        return await client.ReadAsync();
    }

    private async Task DeliverAsync(string mailbox, string raw)
    {
        using var content = new StringContent(raw);
        (await sandbox.Http.PostAsync($"/api/mails?to={mailbox}&from=test@customer.example", content)).EnsureSuccessStatusCode();
    }
}
