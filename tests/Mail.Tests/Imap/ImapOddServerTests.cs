using HelpdeskMail.Fixtures;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Tests.Imap;

/// <summary>Servers that list what they do not do, leave out what they have to say, or say it at another moment.</summary>
public sealed class ImapOddServerTests
{
    [Theory]
    [InlineData("* NO too many connections from your address\r\n", MailFailureKind.TooManyConnections)]
    [InlineData("* BAD out of memory\r\n", MailFailureKind.ServerClosed)]
    [InlineData("* BYE\r\n", MailFailureKind.ServerClosed)]
    [InlineData("* bye [UNAVAILABLE] maintenance\r\n", MailFailureKind.ServerUnavailable)]
    [InlineData("+OK POP3 ready\r\n", MailFailureKind.ProtocolViolation)]
    [InlineData("220 smtp ready\r\n", MailFailureKind.ProtocolViolation)]
    public async Task Greeting_that_is_a_no_is_understood(string greeting, MailFailureKind kind)
    {
        await using var server = ScriptedImap.Server((_, _, _) => Task.FromResult(false), greeting);
        (await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account))).Failure.Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData("* OK\r\n")]
    [InlineData("\r\n* OK ready\r\n")]
    [InlineData("* OK[CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR] ready\r\n")]
    [InlineData("* OK [CAPABILITY IMAP4 IMAP4rev1 STARTTLS] the list is cut short\r\n")]
    [InlineData("* PREAUTH [CAPABILITY IMAP4rev1 IDLE] welcome\r\n")]
    [InlineData("*   ok  ready [or not\r\n")]
    public async Task Greeting_that_is_a_yes_leads_to_an_open_folder(string greeting)
    {
        await using var server = ScriptedImap.Server((_, _, _) => Task.FromResult(false), greeting);
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await mailbox.ListAsync(MessageFilter.Everything)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("(\"\" \"/\") NIL NIL")]
    [InlineData("((INBOX. \".\")")]
    [InlineData("")]
    public async Task Namespaces_that_cannot_be_read_are_taken_for_none(string namespaces)
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            await talk.SayAsync(command == "NAMESPACE" ? $"* NAMESPACE {namespaces}\r\n{tag} OK done\r\n" : "");
            return command == "NAMESPACE";
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await mailbox.OpenFolderAsync("Done")).Exists.ShouldBe(3);
    }

    [Theory]
    [InlineData("\"\" (STORAGE 10 512 MESSAGE 3 unlimited)", 524288L)]
    [InlineData("\"\" (STORAGE 10 -1)", null)]
    [InlineData("\"\" NIL", null)]
    [InlineData("\"\"", null)]
    public async Task Quota_that_has_no_limit_or_cannot_be_read_stops_nobody(string told, long? limit)
    {
        await using var server = WithCapabilities("QUOTA", async (talk, tag, command) =>
        {
            await talk.SayAsync(command.StartsWith("GETQUOTAROOT", StringComparison.Ordinal) ? $"* QUOTAROOT INBOX \"\"\r\n* QUOTA {told}\r\n{tag} OK done\r\n" : "");
            return command.StartsWith("GETQUOTAROOT", StringComparison.Ordinal);
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await mailbox.QuotaAsync("INBOX"))?.Limit.ShouldBe(limit!.Value);
        (await mailbox.ListAsync(MessageFilter.Everything)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("ID")]
    [InlineData("ENABLE")]
    [InlineData("NAMESPACE")]
    public async Task Command_that_is_listed_and_not_known_stops_nobody(string name)
    {
        await using var server = WithCapabilities("ENABLE QRESYNC UTF8=ACCEPT", async (talk, tag, command) =>
        {
            if (!command.StartsWith(name, StringComparison.Ordinal))
            {
                return false;
            }

            await talk.SayAsync($"{tag} BAD Unknown command\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await mailbox.OpenFolderAsync("Gelöscht")).Exists.ShouldBe(3);
    }

    [Fact]
    public async Task Server_that_knows_utf8_alone_is_asked_for_it()
    {
        var commands = new List<string>();
        await using var server = WithCapabilities("ENABLE UTF8=ONLY", async (talk, tag, command) =>
        {
            commands.Add(command);
            if (!command.StartsWith("ENABLE", StringComparison.Ordinal))
            {
                return false;
            }

            await talk.SayAsync($"* ENABLED UTF8=ACCEPT\r\n{tag} OK done\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        await mailbox.OpenFolderAsync("Gelöscht");
        commands.ShouldContain("ENABLE UTF8=ACCEPT");
        commands[^1].ShouldBe("SELECT \"Gelöscht\"");
    }

    [Theory]
    [InlineData("UID SEARCH RETURN (ALL) ALL", "UID SEARCH ALL")]
    [InlineData("LIST \"\" \"*\" RETURN (SPECIAL-USE STATUS (MESSAGES UNSEEN))", "LIST \"\" \"*\"")]
    public async Task Extended_form_that_is_listed_and_not_known_is_asked_in_the_plain_one(string refused, string plain)
    {
        var commands = new List<string>();
        await using var server = WithCapabilities("ESEARCH LIST-EXTENDED SPECIAL-USE LIST-STATUS", async (talk, tag, command) =>
        {
            commands.Add(command);
            var answer = command == refused ? $"{tag} BAD syntax\r\n" : command == plain ? $"* SEARCH 1\r\n* LIST () \"/\" INBOX\r\n{tag} OK done\r\n" : null;
            await talk.SayAsync(answer ?? "");
            return answer is not null;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await mailbox.ListAsync(MessageFilter.Everything)).Count.ShouldBe(refused.StartsWith("UID", StringComparison.Ordinal) ? 1 : 0);
        (await mailbox.ListFoldersAsync()).Count.ShouldBe(refused.StartsWith("LIST", StringComparison.Ordinal) ? 1 : 0);
        commands.ShouldContain(plain);
    }

    [Fact]
    public async Task Folder_opens_without_qresync_when_the_server_does_not_understand_what_it_agreed_on()
    {
        await using var server = WithCapabilities("ENABLE QRESYNC", async (talk, tag, command) =>
        {
            var answer = command.StartsWith("ENABLE", StringComparison.Ordinal) ? $"* ENABLED QRESYNC\r\n{tag} OK done\r\n"
                : command.Contains("(QRESYNC (7 90))", StringComparison.Ordinal) ? $"{tag} BAD what\r\n"
                : command == "SELECT \"INBOX\"" ? $"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 4] x\r\n* OK [HIGHESTMODSEQ 99] x\r\n{tag} OK done\r\n"
                : command == "UID FETCH 1:* (UID FLAGS) (CHANGEDSINCE 90)" ? $"* 3 FETCH (UID 3 FLAGS (\\Seen))\r\n{tag} OK done\r\n" : null;
            await talk.SayAsync(answer ?? "");
            return answer is not null;
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account);
        var changes = await mailbox.OpenFolderAsync(new FolderState("INBOX", "7", 3, MessageKey.Imap(7, 3), ReadOnly: false, HighestModSeq: 90));
        changes.Changed.ShouldBe([new ChangedMessage(MessageKey.Imap(7, 3), MessageMarks.Seen)]);
        changes.TellsGone.ShouldBeFalse();
    }

    [Theory]
    [InlineData("* 3 EXISTS\r\n", "* STATUS \"INBOX\" (UIDNEXT 9 UIDVALIDITY 7)\r\n", 8u)]
    [InlineData("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n", "* SEARCH 5\r\n", 5u)]
    [InlineData("* OK [UIDVALIDITY 7]\r\n* FLAGS ()\r\n* OK [PERMANENTFLAGS (odd]one \\*)] x\r\n* OK [UIDNEXT 6]\r\n* OK [UNSEEN NIL] x\r\n* OK [UIDNOTSTICKY] x\r\n* 3 exists\r\n", "", 5u)]
    public async Task Folder_opens_when_the_server_leaves_out_what_it_has_to_say(string answers, string later, uint end)
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            var answer = command.StartsWith("SELECT", StringComparison.Ordinal) ? answers : command.StartsWith("STATUS", StringComparison.Ordinal) || command.StartsWith("UID SEARCH", StringComparison.Ordinal) ? later : null;
            await talk.SayAsync(answer is null ? "" : $"{answer}{tag} OK done\r\n");
            return answer is not null;
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account);
        var state = await mailbox.OpenFolderAsync("INBOX");
        (state.Generation, state.Exists, state.End).ShouldBe(("7", 3, MessageKey.Imap(7, end)));
    }

    [Theory]
    [InlineData("* OK [UIDVALIDITY 1714560000123] x\r\n", "")]
    [InlineData("", "* STATUS INBOX (UIDVALIDITY 1714560000123)\r\n")]
    public async Task Numbering_that_GreenMail_tells_in_milliseconds_changes_when_it_does(string selecting, string status)
    {
        var milliseconds = 1714560000123;
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            var answer = command.StartsWith("SELECT", StringComparison.Ordinal) ? $"* 0 EXISTS\r\n* OK [UIDNEXT 1] x\r\n{selecting}" : command.StartsWith("STATUS", StringComparison.Ordinal) ? status : null;
            await talk.SayAsync(answer is null ? "" : $"{answer.Replace("1714560000123", $"{milliseconds++}", StringComparison.Ordinal)}{tag} OK done\r\n");
            return answer is not null;
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account);
        var first = (await mailbox.OpenFolderAsync("INBOX")).Generation;
        (await mailbox.OpenFolderAsync("INBOX")).Generation.ShouldNotBe(first);
    }

    [Fact]
    public async Task Folder_opens_when_the_server_tells_of_it_behind_the_end_of_the_command()
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            await talk.SayAsync(command.StartsWith("SELECT", StringComparison.Ordinal) ? $"{tag} OK done\r\n* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 9] x\r\n" : "");
            return command.StartsWith("SELECT", StringComparison.Ordinal);
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account);
        var state = await mailbox.OpenFolderAsync("INBOX");
        (state.Generation, state.Exists, state.End).ShouldBe(("7", 3, MessageKey.Imap(7, 8)));
    }

    [Theory]
    [InlineData("SELECT", false, "")]
    [InlineData("EXAMINE", true, "* OK [UIDVALIDITY 0] none\r\n* OK [UIDNOTSTICKY] x\r\n")]
    public async Task Folder_without_lasting_numbers_is_said_to_be_one(string verb, bool readOnly, string told)
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            await talk.SayAsync(command.StartsWith(verb, StringComparison.Ordinal) ? $"* 3 EXISTS\r\n{told}{tag} OK done\r\n" : "");
            return command.StartsWith(verb, StringComparison.Ordinal);
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account);
        var failure = (await Should.ThrowAsync<MailFailureException>(async () => await mailbox.OpenFolderAsync("INBOX", readOnly))).Failure;
        failure.Kind.ShouldBe(MailFailureKind.NotSupported);
        failure.What.ShouldContain("UIDVALIDITY");
        failure.Remedy.ShouldContain("POP3");
    }

    [Fact]
    public async Task Waiting_ends_in_time_although_the_server_keeps_saying_that_it_is_there()
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (command != "IDLE")
            {
                return false;
            }

            await talk.SayAsync("+ idling\r\n");
            var done = talk.ReadAsync();
            while (!done.IsCompleted)
            {
                await talk.SayAsync("* OK Still here\r\n");
            }

            (await done).ShouldBe("DONE");
            await talk.SayAsync($"{tag} OK done\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await mailbox.WaitForChangeAsync(TimeSpan.FromMilliseconds(100))).ShouldBeFalse();
        (await mailbox.ListAsync(MessageFilter.Everything)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Waiting_asks_now_and_then_where_idle_is_listed_and_refused()
    {
        var idles = 0;
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            idles += command == "IDLE" ? 1 : 0;
            var answer = command == "IDLE" ? $"{tag} BAD not for this account\r\n" : command == "NOOP" ? $"* 9 EXISTS\r\n{tag} OK done\r\n" : "";
            await talk.SayAsync(answer);
            return answer.Length > 0;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        // On a busy machine the time of the first wait may be over with the refusal alone.
        await Eventually.HoldsAsync("a question is answered", async () => await mailbox.WaitForChangeAsync(TimeSpan.FromMilliseconds(50)));
        (await mailbox.WaitForChangeAsync(TimeSpan.FromMilliseconds(50))).ShouldBeFalse();
        idles.ShouldBe(1);
    }

    [Fact]
    public async Task Waiting_goes_on_when_the_server_puts_the_tag_before_its_go_ahead()
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (command != "IDLE")
            {
                return false;
            }

            await talk.SayAsync($"{tag} + idling\r\n* 4 EXISTS\r\n");
            await talk.ReadUntilAsync(line => line == "DONE");
            await talk.SayAsync($"{tag} OK done\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await mailbox.WaitForChangeAsync(TimeSpan.FromSeconds(10))).ShouldBeTrue();
        (await mailbox.ListAsync(MessageFilter.Everything)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Goodbye_is_heard_although_the_server_keeps_the_connection_and_says_it_again()
    {
        await using var server = ScriptedImap.Server(async (talk, _, command) =>
        {
            while (command.StartsWith("UID SEARCH", StringComparison.Ordinal))
            {
                await talk.SayAsync("* BYE Autologout; idle for too long\r\n");
                await Task.Delay(50);
            }

            return false;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await Should.ThrowAsync<MailFailureException>(async () => await mailbox.ListAsync(MessageFilter.Everything))).Failure.Kind.ShouldBe(MailFailureKind.ServerClosed);
    }

    [Theory]
    [InlineData("* ESEARCH (TAG \"{tag}\") UID ALL 3,1 (MODSEQ 284535)\r\n")]
    [InlineData("* ESEARCH (TAG \"other\") ALL 1,3 MODSEQ -1\r\n")]
    [InlineData("* ESEARCH UID (MODSEQ 5) ALL 3,1\r\n")]
    [InlineData("* SEARCH 3 1 (MODSEQ 5)\r\n")]
    [InlineData("* SEARCH 3\r\n* SEARCH 1\r\n")]
    public async Task Search_is_read_however_the_server_answers(string answer)
    {
        await using var server = WithCapabilities("ESEARCH CONDSTORE", async (talk, tag, command) =>
        {
            await talk.SayAsync(command.StartsWith("UID SEARCH", StringComparison.Ordinal) ? $"{answer.Replace("{tag}", tag, StringComparison.Ordinal)}{tag} OK done\r\n" : "");
            return command.StartsWith("UID SEARCH", StringComparison.Ordinal);
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await mailbox.ListAsync(MessageFilter.Everything)).ShouldBe([MessageKey.Imap(7, 1), MessageKey.Imap(7, 3)]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("+ idling\r\n")]
    public async Task Waiting_asks_now_and_then_where_idle_is_over_at_once(string before)
    {
        var commands = new List<string>();
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            commands.Add(command);
            await talk.SayAsync(command == "IDLE" ? $"{before}{tag} OK done\r\n" : command == "NOOP" ? $"* 9 EXISTS\r\n{tag} OK done\r\n" : "");
            return command is "IDLE" or "NOOP" || tag == "DONE";
        });

        // On a busy machine the first wait may be over before its end was read, and then the client ends it: that shows nothing, and a longer wait has to.
        for (var wait = TimeSpan.FromMilliseconds(50); ; wait *= 4)
        {
            commands.Clear();
            await using var mailbox = await ScriptedImap.OpenAsync(server);
            var changed = await mailbox.WaitForChangeAsync(wait);
            if (changed || wait > TimeSpan.FromSeconds(30))
            {
                changed.ShouldBeTrue();
                commands.Count(command => command == "IDLE").ShouldBe(1);
                break;
            }
        }
    }

    [Fact]
    public async Task Append_goes_on_when_the_server_asks_for_what_it_has_got_already()
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("APPEND", StringComparison.Ordinal))
            {
                return false;
            }

            command.ShouldEndWith("{7+}");
            await talk.SayAsync("+ go ahead\r\n");
            await talk.ReadUntilAsync(line => line == "c");
            await talk.SayAsync($"{tag} OK [APPENDUID 7 12] done\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await mailbox.AppendAsync("Sent", MessageContent.Of("a: b\r\nc"u8.ToArray()), MessageMarks.Seen, null)).ShouldBe(MessageKey.Imap(7, 12));
    }

    [Theory]
    [InlineData("A_TAG BYE Too many simultaneous connections\r\n", MailFailureKind.TooManyConnections)]
    [InlineData("A_TAG NO [LIMIT] UID SEARCH Rate limit hit.\r\n", MailFailureKind.Throttled)]
    [InlineData("A_TAG NO [OVERQUOTA] Account exceeded command or bandwidth limits. (Failure)\r\n", MailFailureKind.Throttled)]
    [InlineData("A_TAG NO [INUSE] another session\r\n", MailFailureKind.ServerUnavailable)]
    public async Task Refusal_of_a_command_is_understood(string words, MailFailureKind kind)
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            await talk.SayAsync(command.StartsWith("UID SEARCH", StringComparison.Ordinal) ? words.Replace("A_TAG", tag, StringComparison.Ordinal) : "");
            return command.StartsWith("UID SEARCH", StringComparison.Ordinal);
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await Should.ThrowAsync<MailFailureException>(async () => await mailbox.ListAsync(MessageFilter.Everything))).Failure.Kind.ShouldBe(kind);
    }

    [Theory]
    [InlineData("NO [ALERT] Your account is not enabled for IMAP use. Please visit your Gmail settings page and enable your account for IMAP access. (Failure)", MailFailureKind.MailboxNotConnected)]
    [InlineData("NO [ALERT] You are yet to enable IMAP for your account. Please contact your administrator (Failure)", MailFailureKind.MailboxNotConnected)]
    [InlineData("NO [AUTHENTICATIONFAILED] AUTHENTICATE This user does not have access rights to this service sc=x", MailFailureKind.MailboxNotConnected)]
    [InlineData("NO [ALERT] Application-specific password required: https://support.google.com/accounts/answer/185833 (Failure)", MailFailureKind.PasswordsNoLongerTaken)]
    [InlineData("NO Login fail. Please enter your authorization code to login. More information in http://service.mail.qq.com", MailFailureKind.PasswordsNoLongerTaken)]
    [InlineData("NO [AUTHENTICATIONFAILED] LOGIN invalid credentials or IMAP is disabled", MailFailureKind.PasswordRefused)]
    [InlineData("NO [UNAVAILABLE] AUTHENTICATE Server error - Please try again later", MailFailureKind.ServerUnavailable)]
    [InlineData("BAD [LIMIT] Too many bad auth attempts", MailFailureKind.TooManyConnections)]
    public async Task Refusal_at_sign_in_is_understood(string words, MailFailureKind kind)
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            await talk.SayAsync(command.StartsWith("AUTHENTICATE", StringComparison.Ordinal) ? $"{tag} {words}\r\n" : "");
            return command.StartsWith("AUTHENTICATE", StringComparison.Ordinal);
        });
        (await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account))).Failure.Kind.ShouldBe(kind);
    }

    [Fact]
    public async Task Sign_in_that_Interia_takes_and_makes_nothing_of_is_understood()
    {
        await using var server = ScriptedImap.Server(
            async (talk, tag, command) =>
            {
                var answer = command.StartsWith("AUTHENTICATE", StringComparison.Ordinal) ? "OK" : command == "CAPABILITY" ? "NO" : null;
                await talk.SayAsync(answer is null ? "" : $"{tag} {answer} [ALERT] Please enable IMAP access in your account settings first.\r\n");
                return answer is not null;
            },
            "* OK [CAPABILITY IMAP4rev1 UIDPLUS CHILDREN ID XLIST NAMESPACE IDLE AUTH=PLAIN SASL-IR] IMAP4 ready.\r\n");
        (await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account))).Failure.Kind.ShouldBe(MailFailureKind.MailboxNotConnected);
    }

    [Fact]
    public async Task Namespaces_that_Sohu_calls_abilities_are_none()
    {
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            await talk.SayAsync(command == "NAMESPACE" ? $"* CAPABILITY ((\"Mail/\" \"/\")) NIL NIL\r\n{tag} OK done\r\n" : command == "SELECT \"Mail/Done\"" ? $"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 4] x\r\n{tag} OK done\r\n" : "");
            return command is "NAMESPACE" or "SELECT \"Mail/Done\"";
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        mailbox.Abilities.HasFlag(MailboxAbilities.Waiting).ShouldBeTrue();
        (await mailbox.OpenFolderAsync("Done")).Exists.ShouldBe(1);
    }

    [Fact]
    public async Task Search_that_Exchange_throttles_is_not_asked_in_another_way()
    {
        await using var server = WithCapabilities("ESEARCH", async (talk, tag, command) =>
        {
            await talk.SayAsync(command.StartsWith("UID SEARCH", StringComparison.Ordinal) ? $"{tag} BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds\r\n* BYE Connection is closed. 13\r\n" : "");
            return command.StartsWith("UID SEARCH", StringComparison.Ordinal);
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        var failure = await Should.ThrowAsync<MailFailureException>(async () => await mailbox.ListAsync(new MessageFilter(After: MessageKey.Imap(7, 3))));
        failure.Failure.RetryAfter.ShouldBe(TimeSpan.FromMilliseconds(299961));
    }

    [Fact]
    public async Task List_asks_for_all_where_the_server_takes_no_range_that_runs_backwards()
    {
        var questions = new List<string>();
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (!command.StartsWith("UID SEARCH", StringComparison.Ordinal))
            {
                return false;
            }

            questions.Add(command);
            await talk.SayAsync(command.Contains("4:*", StringComparison.Ordinal) ? $"{tag} BAD UID parameters!\r\n" : $"* SEARCH 1 2 3 5\r\n{tag} OK done\r\n");
            return true;
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await mailbox.ListAsync(new MessageFilter(After: MessageKey.Imap(7, 3)))).ShouldBe([MessageKey.Imap(7, 5)]);
        questions.ShouldBe(["UID SEARCH UID 4:*", "UID SEARCH ALL"]);
    }

    [Theory]
    [InlineData("* LIST (\\HasNoChildren) \"/\" \"odd\"\r\n")]
    [InlineData("* VANISHED 1\r\n* ENABLED X\r\n* LIST () \"/\" x\r\n")]
    public async Task Flood_of_answers_to_one_command_ends_in_a_protocol_violation_with_bounded_memory(string line)
    {
        await using var server = ScriptedImap.Server(async (talk, _, command) =>
        {
            if (!command.StartsWith("LIST", StringComparison.Ordinal))
            {
                return false;
            }

            var chunk = System.Text.Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(line, 2000)));
            while (true)
            {
                await talk.SayAsync(chunk);
            }
        });
        await using var mailbox = await ScriptedImap.OpenAsync(server);
        (await Should.ThrowAsync<MailFailureException>(async () => await mailbox.ListFoldersAsync())).Failure.Kind.ShouldBe(MailFailureKind.ProtocolViolation);
    }

    private static ScriptedServer WithCapabilities(string more, Func<ScriptedServer.Conversation, string, string, Task<bool>> answer) => ScriptedImap.Server(async (talk, tag, command) =>
    {
        if (command != "CAPABILITY")
        {
            return await answer(talk, tag, command);
        }

        await talk.SayAsync($"* CAPABILITY {ScriptedImap.Capabilities} {more}\r\n{tag} OK done\r\n");
        return true;
    });
}
