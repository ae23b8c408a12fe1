using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Tests.Imap;

public sealed class ImapQuirkTests
{
    [Theory]
    [InlineData("* BYE Session invalidated - AccessTokenExpired\r\n", MailFailureKind.AccessTokenExpired)]
    [InlineData("* BYE Connection is closed. 13\r\n", MailFailureKind.ServerClosed)]
    [InlineData("* BYE Connection closed. 14\r\n", MailFailureKind.ServerClosed)]
    [InlineData("TAG BAD User is authenticated but not connected.\r\n* BYE Connection closed. 14\r\n", MailFailureKind.MailboxNotConnected)]
    [InlineData("TAG NO Request is throttled. Suggested Backoff Time: 299961 milliseconds\r\n* BYE Connection is closed. 13\r\n", MailFailureKind.Throttled)]
    [InlineData("TAG BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds\r\n", MailFailureKind.Throttled)]
    [InlineData("* BYE Too many simultaneous connections. (Failure)\r\n", MailFailureKind.TooManyConnections)]
    public async Task Session_end_by_Exchange_and_Gmail_is_understood_at_any_command(string words, MailFailureKind kind)
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("NOOP", StringComparison.Ordinal))
            {
                return false;
            }

            await talk.SayAsync(words.Replace("TAG", tag, StringComparison.Ordinal));
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);

        var failure = await Should.ThrowAsync<MailFailureException>(async () => await mailbox.ListAsync(MessageFilter.Everything));
        failure.Failure.Kind.ShouldBe(kind);
        failure.ConnectionLost.ShouldBeTrue();
        failure.Failure.RetryAfter.ShouldBe(kind is MailFailureKind.Throttled ? TimeSpan.FromMilliseconds(299961) : null);
        failure.Failure.IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Connect_finds_out_that_Exchange_has_not_opened_the_mailbox()
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (command != "NAMESPACE")
            {
                return false;
            }

            await talk.SayAsync($"{tag} BAD User is authenticated but not connected.\r\n* BYE Connection closed. 14\r\n");
            return true;
        });
        var failure = await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account));
        failure.Failure.Kind.ShouldBe(MailFailureKind.MailboxNotConnected);
    }

    [Fact]
    public async Task Idle_ends_with_the_reason_when_the_token_runs_out_meanwhile()
    {
        await using var server = ScriptedImap.Server(async (talk, _, command) =>
        {
            if (command != "IDLE")
            {
                return false;
            }

            await talk.SayAsync("+ IDLE accepted, awaiting DONE command.\r\n* BYE Session invalidated - AccessTokenExpired\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);

        var failure = await Should.ThrowAsync<MailFailureException>(async () => await mailbox.WaitForChangeAsync(TimeSpan.FromMinutes(1)));
        failure.Failure.Kind.ShouldBe(MailFailureKind.AccessTokenExpired);
    }

    [Theory]
    [InlineData("[COPYUID 55 31 6]\r\n")]
    [InlineData("* OK [COPYUID 14  ]\r\n")]
    [InlineData("* OK [COPYUID 0 1 41] done\r\n")]
    [InlineData("* OK [COPYUID] done\r\n")]
    [InlineData("* COPYUID 14 1 2\r\n")]
    public async Task Move_takes_the_response_codes_that_Exchange_and_SmarterMail_send(string code)
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("UID MOVE", StringComparison.Ordinal))
            {
                return false;
            }

            await talk.SayAsync($"{code}* 1 EXPUNGE\r\n* 0 EXISTS\r\n{tag} OK MOVE completed.\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        await mailbox.MoveAsync([MessageKey.Imap(7, 1)], "Done", createIfMissing: false);
    }

    [Theory]
    [InlineData("NO Server Unavailable. 15")]
    [InlineData("NO [NONEXISTENT] One of them is gone.")]
    [InlineData("NO [TOOBIG] One of them is too large.")]
    public async Task Fetch_gives_the_others_when_the_server_refuses_one_message(string refusal)
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            switch (command)
            {
                case "UID FETCH 1:3 (UID FLAGS RFC822.SIZE)":
                    await talk.SayAsync($"* 1 FETCH (UID 1 RFC822.SIZE 5)\r\n* 2 FETCH (UID 2 RFC822.SIZE 6)\r\n* 3 FETCH (UID 3 RFC822.SIZE 7)\r\n{tag} OK done\r\n");
                    return true;
                case "UID FETCH 1:3 (UID INTERNALDATE BODY.PEEK[])":
                    await talk.SayAsync($"* 1 FETCH (UID 1 BODY[] {{5}}\r\nfirst)\r\n{tag} {refusal}\r\n");
                    return true;
                case "UID FETCH 2 (UID INTERNALDATE BODY.PEEK[])":
                    await talk.SayAsync($"{tag} {refusal}\r\n");
                    return true;
                case "UID FETCH 3 (UID INTERNALDATE BODY.PEEK[])":
                    await talk.SayAsync($"* 3 FETCH (UID 3 BODY[] \"third\")\r\n{tag} OK done\r\n");
                    return true;
                default:
                    return false;
            }
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);

        var seen = await ReadAsync(mailbox, 1, 2, 3);
        seen.ShouldBe([("7/1", "first", null), ("7/2", "", MailFailureKind.MessageUnreadable), ("7/3", "third", null)]);
    }

    [Fact]
    public async Task Fetch_finds_whose_body_it_is_when_the_UID_comes_behind_it()
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("UID FETCH", StringComparison.Ordinal))
            {
                return false;
            }

            await talk.SayAsync(command.Contains("BODY", StringComparison.Ordinal)
                ? $"* 2 EXISTS\r\n* 1 FETCH (BODY[] {{6}}\r\nfirst) UID 1)\r\n* 9 EXPUNGE\r\n* 3 FETCH (FLAGS (\\Seen))\r\n* 2 FETCH (BODY[] {{8}}\r\nUID 7\r\n) UID 2 X-GM-LABELS (\"a)b\" {{3}}\r\n)x( NIL))\r\n{tag} OK done\r\n"
                : $"* 1 FETCH (RFC822.SIZE 6 UID 1)\r\n* 2 FETCH (RFC822.SIZE 8 UID 2)\r\n{tag} OK done\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);

        (await ReadAsync(mailbox, 1, 2)).ShouldBe([("7/1", "first)", null), ("7/2", "UID 7\r\n)", null)]);
    }

    [Fact]
    public async Task Fetch_names_the_message_when_Gmail_answers_NIL_for_its_body()
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("UID FETCH", StringComparison.Ordinal))
            {
                return false;
            }

            await talk.SayAsync(command.Contains("BODY", StringComparison.Ordinal) ? $"* 3 FETCH (UID 1 BODY[] NIL)\r\n{tag} OK Success\r\n" : $"* 3 FETCH (UID 1 RFC822.SIZE 100)\r\n{tag} OK Success\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);

        (await ReadAsync(mailbox, 1)).ShouldBe([("7/1", "", MailFailureKind.MessageUnreadable)]);
    }

    [Fact]
    public async Task Session_ends_when_the_folder_is_numbered_anew_while_it_is_open()
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (command != "NOOP")
            {
                return false;
            }

            await talk.SayAsync($"* OK [UIDVALIDITY 8] rebuilt\r\n{tag} OK done\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);

        var failure = await Should.ThrowAsync<MailFailureException>(async () => await mailbox.ListAsync(MessageFilter.Everything));
        failure.Failure.Kind.ShouldBe(MailFailureKind.FolderChanged);
        failure.ConnectionLost.ShouldBeTrue();
    }

    [Fact]
    public async Task List_takes_no_message_below_the_place_although_the_server_names_the_last_one()
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("UID SEARCH", StringComparison.Ordinal))
            {
                return false;
            }

            command.ShouldBe("UID SEARCH UID 4:*");
            await talk.SayAsync($"* SEARCH 3\r\n{tag} OK done\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await mailbox.ListAsync(new MessageFilter(After: MessageKey.Imap(7, 3)))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Move_by_copying_makes_no_copies_in_vain(bool saysSoBeforehand)
    {
        var commands = new List<string>();
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            commands.Add(command);
            var answer = command switch
            {
                "CAPABILITY" => $"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done\r\n",
                _ when command.StartsWith("SELECT", StringComparison.Ordinal) => $"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 4] x\r\n{(saysSoBeforehand ? "* OK [PERMANENTFLAGS (\\Seen)] x\r\n" : "")}{tag} OK done\r\n",
                _ when command.StartsWith("UID STORE", StringComparison.Ordinal) => $"{tag} NO not here\r\n",
                _ => null,
            };
            if (answer is not null)
            {
                await talk.SayAsync(answer);
            }

            return answer is not null;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);

        var failure = await Should.ThrowAsync<MailFailureException>(async () => await mailbox.MoveAsync([MessageKey.Imap(7, 3)], "Done", createIfMissing: false));

        failure.Failure.Kind.ShouldBe(MailFailureKind.NotSupported);
        commands.Count(command => command.StartsWith("UID COPY", StringComparison.Ordinal)).ShouldBe(saysSoBeforehand ? 0 : 1);
    }

    [Theory]
    [InlineData("BAD Error in IMAP command MOVE: Unknown command.", true)]
    [InlineData("NO Unrecognized command", true)]
    [InlineData("BAD Command not supported", false)]
    public async Task Move_copies_when_the_server_lists_MOVE_and_does_not_know_it(string refusal, bool hasUidPlus)
    {
        var commands = new List<string>();
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            commands.Add(command);
            var answer = command == "CAPABILITY" ? $"* CAPABILITY IMAP4rev1 AUTH=PLAIN MOVE{(hasUidPlus ? " UIDPLUS" : "")}\r\n{tag} OK done\r\n"
                : command.StartsWith("UID MOVE", StringComparison.Ordinal) ? $"{tag} {refusal}\r\n" : null;
            await talk.SayAsync(answer ?? "");
            return answer is not null;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        commands.Clear();
        await mailbox.MoveAsync([MessageKey.Imap(7, 2)], "Done", createIfMissing: true);
        await mailbox.MoveAsync([MessageKey.Imap(7, 3)], "Done", createIfMissing: true);

        string[] ByCopying(int uid) => [$"UID COPY {uid} \"Done\"", $"UID STORE {uid} +FLAGS.SILENT (\\Deleted)", .. hasUidPlus ? [$"UID EXPUNGE {uid}"] : Array.Empty<string>()];
        commands.ShouldBe(["UID MOVE 2 \"Done\"", .. ByCopying(2), .. ByCopying(3)]);
    }

    [Fact]
    public async Task Move_that_is_unknown_makes_no_copy_where_nothing_can_be_removed()
    {
        var commands = new List<string>();
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            commands.Add(command);
            var answer = command.StartsWith("UID MOVE", StringComparison.Ordinal) ? $"{tag} BAD Unknown command\r\n"
                : command.StartsWith("SELECT", StringComparison.Ordinal) ? $"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 4] x\r\n* OK [PERMANENTFLAGS (\\Seen)] x\r\n{tag} OK done\r\n" : null;
            await talk.SayAsync(answer ?? "");
            return answer is not null;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        var failure = await Should.ThrowAsync<MailFailureException>(async () => await mailbox.MoveAsync([MessageKey.Imap(7, 3)], "Done", createIfMissing: false));

        failure.Failure.Kind.ShouldBe(MailFailureKind.NotSupported);
        commands.ShouldNotContain(command => command.StartsWith("UID COPY", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Delete_never_expunges_what_others_marked_when_the_server_has_no_UIDPLUS()
    {
        var commands = new List<string>();
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            commands.Add(command);
            if (command != "CAPABILITY")
            {
                return false;
            }

            await talk.SayAsync($"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n{tag} OK done\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        await mailbox.DeleteAsync([MessageKey.Imap(7, 2)]);
        await mailbox.MoveAsync([MessageKey.Imap(7, 3)], "Done", createIfMissing: false);

        commands.ShouldContain("UID STORE 2 +FLAGS.SILENT (\\Deleted)");
        commands.ShouldContain("UID COPY 3 \"Done\"");
        commands.ShouldContain("UID STORE 3 +FLAGS.SILENT (\\Deleted)");
        commands.ShouldNotContain(command => command.Contains("EXPUNGE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Sign_in_sends_a_long_token_in_a_line_of_its_own()
    {
        var token = new string('t', 9000);
        string? second = null;
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("AUTHENTICATE", StringComparison.Ordinal))
            {
                return false;
            }

            command.ShouldBe("AUTHENTICATE XOAUTH2");
            await talk.SayAsync("+ \r\n");
            second = await talk.ReadAsync();
            await talk.SayAsync($"{tag} OK AUTHENTICATE completed.\r\n");
            return true;
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address, new Connecting.MailCredential.AccessToken("a@b.example", token));
        second.ShouldBe(Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"user=a@b.example\u0001auth=Bearer {token}\u0001\u0001")));
    }

    [Fact]
    public async Task Sign_in_answers_the_challenge_of_Gmail_with_an_empty_line_and_keeps_it()
    {
        string? answer = null;
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("AUTHENTICATE", StringComparison.Ordinal))
            {
                return false;
            }

            await talk.SayAsync("+ eyJzdGF0dXMiOiI0MDEiLCJzY2hlbWVzIjoiYmVhcmVyIG1hYyIsInNjb3BlIjoiaHR0cHM6Ly9tYWlsLmdvb2dsZS5jb20vIn0K\r\n");
            answer = await talk.ReadAsync();
            await talk.SayAsync($"{tag} NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)\r\n");
            return true;
        });
        var failure = await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server.Address, new Connecting.MailCredential.AccessToken("a@b.example", "token-that-is-bad")));

        answer.ShouldBe("");
        failure.Failure.Kind.ShouldBe(MailFailureKind.AccessTokenRefused);
        failure.Failure.ServerAnswer!.ShouldContain("""{"status":"401","schemes":"bearer mac","scope":"https://mail.google.com/"}""");
    }

    [Fact]
    public async Task Failure_hides_the_secret_when_the_server_repeats_it()
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("AUTHENTICATE", StringComparison.Ordinal))
            {
                return false;
            }

            await talk.SayAsync($"{tag} BAD I do not know {command} nor top-secret-password\r\n");
            return true;
        });
        var failure = await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account));

        failure.ToString().ShouldNotContain("top-secret-password");
        failure.ToString().ShouldNotContain(Convert.ToBase64String("\0support@example.com\0top-secret-password"u8));
    }

    private static async Task<List<(string Key, string Text, MailFailureKind? Failure)>> ReadAsync(ImapMailbox mailbox, params uint[] uids)
    {
        var seen = new List<(string, string, MailFailureKind?)>();
        await foreach (var message in mailbox.FetchAsync([.. uids.Select(uid => MessageKey.Imap(7, uid))]))
        {
            using var reader = new StreamReader(message.Content);
            seen.Add((message.Key.Value, await reader.ReadToEndAsync(), message.Failure?.Kind));
        }

        return seen;
    }
}
