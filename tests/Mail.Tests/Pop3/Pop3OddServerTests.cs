using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Pop3;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Tests.Pop3;

/// <summary>POP3 servers that write their lists as they like, and that say no where there is nothing to say.</summary>
public sealed class Pop3OddServerTests
{
    private static readonly MailCredential Account = new MailCredential.Password("support@example.com", "top-secret-password");

    [Theory]
    [InlineData("+OK\r\n1 10\r\n2 20\r\n.\r\n", "+OK\r\n1 a\r\n2 b\r\n.\r\n")]
    [InlineData("+ok 2 messages\r\n 1  10 \r\n2\t20 octets\r\n.\r\n", "+ok\r\n 1   a \r\n2\tb\r\n.\r\n")]
    [InlineData("+OK\n1 10\n2 20\n.\n", "+OK\n2 b\n1 a\n.\n")]
    [InlineData("\r\n+OK\r\n1\r\n2 -5\r\nnonsense\r\n0 7\r\n.\r\n", "+OK\r\n1 a\r\n2 b\r\n3 c\r\n.\r\n")]
    public async Task Lists_are_read_however_the_server_writes_them(string sizes, string uids)
    {
        await using var server = Server(("LIST", sizes), ("UIDL", uids));
        await using var mailbox = await OpenAsync(server);
        (await mailbox.ListAsync(MessageFilter.Everything)).Select(key => key.Value).Order(StringComparer.Ordinal).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task Uid_of_several_words_is_one_and_an_endless_one_is_none()
    {
        await using var server = Server(("LIST", "+OK\r\n1 10\r\n2 20\r\n.\r\n"), ("UIDL", $"+OK\r\n1 two words\r\n2 {new string('u', 4000)}\r\n.\r\n"), ("TOP 2 0", "+OK\r\nSubject: x\r\n\r\n.\r\n"));
        await using var mailbox = await OpenAsync(server);
        var keys = await mailbox.ListAsync(MessageFilter.Everything);
        keys[0].Value.ShouldBe("two words");
        keys[1].Value.ShouldStartWith("sha256:");
    }

    [Theory]
    [InlineData("+OK 0 0\r\n", null)]
    [InlineData("+OK 3 99\r\n", MailFailureKind.Refused)]
    [InlineData("-ERR no\r\n", MailFailureKind.Refused)]
    public async Task Empty_mailbox_whose_list_is_refused_is_empty(string count, MailFailureKind? kind)
    {
        await using var server = Server(("LIST", "-ERR nothing to list\r\n"), ("UIDL", "-ERR nothing to list\r\n"), ("STAT", count));
        await using var mailbox = await Pop3Mailbox.ConnectAsync(server.Address, Account);
        if (kind is null)
        {
            (await mailbox.OpenFolderAsync("")).Exists.ShouldBe(0);
        }
        else
        {
            (await Should.ThrowAsync<MailFailureException>(async () => await mailbox.OpenFolderAsync(""))).Failure.Kind.ShouldBe(kind.Value);
        }
    }

    [Fact]
    public async Task Names_that_are_not_to_be_had_at_the_moment_are_waited_for()
    {
        await using var server = Server(("LIST", "+OK\r\n1 10\r\n.\r\n"), ("UIDL", "-ERR [SYS/TEMP] Temporary system problem.\r\n"), ("TOP 1 0", "+OK\r\nSubject: x\r\n\r\n.\r\n"));
        (await Should.ThrowAsync<MailFailureException>(() => OpenAsync(server))).Failure.Kind.ShouldBe(MailFailureKind.ServerUnavailable);
    }

    [Fact]
    public async Task Message_that_is_too_large_is_said_to_be_so_where_the_server_knows_no_top()
    {
        await using var server = Server(("LIST", "+OK\r\n1 1000\r\n.\r\n"), ("UIDL", "+OK\r\n1 a\r\n.\r\n"), ("TOP 1 0", "-ERR unknown command\r\n"));
        await using var mailbox = await OpenAsync(server);
        await foreach (var message in mailbox.FetchAsync([new MessageKey("a")], maxSize: 100))
        {
            (message.Size, message.IsWhole, message.Failure).ShouldBe((1000, false, null));
            return;
        }

        throw new InvalidOperationException("No message came.");
    }

    [Theory]
    [InlineData("-ERR maildrop already locked", MailFailureKind.MailboxInUse)]
    [InlineData("-ERR Your mailbox is already locked", MailFailureKind.MailboxInUse)]
    [InlineData("-ERR [IN-USE] Do you have another POP session running?", MailFailureKind.MailboxInUse)]
    [InlineData("-ERR Unable to lock maildrop", MailFailureKind.MailboxInUse)]
    [InlineData("-ERR [SYS/PERM] Your account is not enabled for POP access. Please visit your Gmail settings page and enable your account for POP access.", MailFailureKind.MailboxNotConnected)]
    [InlineData("-ERR [LOGIN-DELAY] wait", MailFailureKind.Throttled)]
    [InlineData("-err [auth] invalid", MailFailureKind.PasswordRefused)]
    [InlineData("-ERR", MailFailureKind.PasswordRefused)]
    public async Task Refusal_at_sign_in_is_understood(string words, MailFailureKind kind)
    {
        await using var server = Server(("PASS top-secret-password", words + "\r\n"));
        (await Should.ThrowAsync<MailFailureException>(() => Pop3Mailbox.ConnectAsync(server.Address, Account))).Failure.Kind.ShouldBe(kind);
    }

    [Fact]
    public async Task Message_without_a_name_that_the_server_does_not_give_hides_no_other_and_is_said_to_be_unreadable()
    {
        await using var server = Server(
            ("LIST", "+OK\r\n1 10\r\n2 20\r\n3 20\r\n4 30\r\n.\r\n"),
            ("UIDL", "-ERR unknown command\r\n"),
            ("TOP 1 0", "+OK\r\nSubject: 1\r\n\r\n.\r\n"),
            ("TOP 2 0", "-ERR corrupt\r\n"),
            ("RETR 2", "-ERR corrupt\r\n"),
            ("TOP 3 0", "-ERR corrupt\r\n"),
            ("RETR 3", "-ERR corrupt\r\n"),
            ("TOP 4 0", "+OK\r\nSubject: 4\r\n\r\n.\r\n"),
            ("RETR 4", "+OK\r\nSubject: 4\r\n\r\n.\r\n"));
        await using var mailbox = await OpenAsync(server);

        var keys = await mailbox.ListAsync(MessageFilter.Everything);

        keys.Select(key => key.Value.Split(':')[0]).ShouldBe(["sha256", "refused", "refused", "sha256"]);
        keys.Distinct().Count().ShouldBe(4);
        var told = new List<MailFailureKind?>();
        await foreach (var message in mailbox.FetchAsync([keys[1], keys[3]]))
        {
            told.Add(message.Failure?.Kind);
        }

        told.ShouldBe([MailFailureKind.MessageUnreadable, null]);
    }

    [Fact]
    public async Task List_shows_what_is_left_after_deleting()
    {
        await using var server = Server(("LIST", "+OK\r\n1 10\r\n2 20\r\n3 30\r\n.\r\n"), ("UIDL", "+OK\r\n1 a\r\n2 b\r\n3 c\r\n.\r\n"));
        await using var mailbox = await OpenAsync(server);
        await mailbox.DeleteAsync([new MessageKey("b"), new MessageKey("gone")]);
        (await mailbox.ListAsync(MessageFilter.Everything)).Select(key => key.Value).ShouldBe(["a", "c"]);
        (await mailbox.OpenFolderAsync("")).Exists.ShouldBe(2);
    }

    [Theory]
    [InlineData("CAPA")]
    [InlineData("UIDL")]
    public async Task Flood_of_long_lines_ends_in_a_protocol_violation_with_bounded_memory(string command)
    {
        await using var server = new ScriptedServer(async talk =>
        {
            await talk.SayAsync("+OK\r\n");
            await talk.ReadUntilAsync(line =>
            {
                talk.SayAsync(line == command ? "" : line == "CAPA" ? "-ERR\r\n" : line == "LIST" ? "+OK\r\n1 10\r\n.\r\n" : "+OK\r\n").GetAwaiter().GetResult();
                return line == command;
            });
            await talk.SayAsync("+OK\r\n");
            for (var number = 0; ; number++)
            {
                await talk.SayAsync($"1{number:D20} {new string('x', 8000)}\r\n");
            }
        });
        var failure = await Should.ThrowAsync<MailFailureException>(() => OpenAsync(server));
        failure.Failure.Kind.ShouldBe(MailFailureKind.ProtocolViolation);
        GC.GetTotalMemory(forceFullCollection: true).ShouldBeLessThan(500_000_000);
    }

    [Theory]
    [InlineData("Subject: x\r\n\r\nabc\n.\n+OK\r\nSubject: forged\r\n\r\nmore\n.\r\nend\r\n", "Subject: x\r\n\r\nabc\n.\n+OK\r\nSubject: forged\r\n\r\nmore\n.\r\nend\r\n", ".\r\n")]
    [InlineData("Subject: x\r\n\r\n..dot\r\na\r\n...\r\n", "Subject: x\r\n\r\n.dot\r\na\r\n..\r\n", ".\r\n")]
    [InlineData("Subject: x\n\n..dot\na\n", "Subject: x\n\n.dot\na\n", ".\r\n")]
    [InlineData("Subject: x\n\n..dot\na\n", "Subject: x\n\n.dot\na\n", ".\n")]
    [InlineData("", "", ".\r\n")]
    [InlineData("Subject: x\r\n\r\nabc\n", "Subject: x\r\n\r\nabc\n", ".\r\n")]
    [InlineData("Subject: x\r\n\r\nabc\n.\r\n+OK\r\nforged\n", "Subject: x\r\n\r\nabc\n.\r\n+OK\r\nforged\n", ".\r\n")]
    public async Task Message_ends_where_its_server_ends_it_and_nowhere_before(string sent, string expected, string end)
    {
        foreach (var (inPieces, capabilities) in new[] { (false, "-ERR\r\n"), (true, "-ERR\r\n"), (false, Pipelining), (true, Pipelining) })
        {
            await using var server = Giving(sent + end, Math.Max(1, expected.Length), capabilities, inPieces);
            await using var mailbox = await OpenAsync(server);

            (await ReadAsync(mailbox)).ShouldBe([expected, Second]);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    public async Task Message_that_may_have_ended_earlier_is_not_taken_together_with_the_next_one(int listed)
    {
        await using var server = Giving("Subject: x\r\n\r\nabc\n.\r\n", listed, Pipelining, inPieces: false);
        await using var mailbox = await OpenAsync(server);

        (await Should.ThrowAsync<MailFailureException>(() => ReadAsync(mailbox))).Failure.Kind.ShouldBe(MailFailureKind.ProtocolViolation);
    }

    private const string Pipelining = "+OK\r\nPIPELINING\r\n.\r\n";
    private const string Second = "Subject: the second\r\n\r\n";

    private static ScriptedServer Giving(string first, int size, string capabilities, bool inPieces) => new(async talk =>
    {
        await talk.SayAsync("+OK ready\r\n");
        while (await talk.ReadAsync() is { } line)
        {
            var answer = line switch
            {
                "CAPA" => capabilities,
                "LIST" => $"+OK\r\n1 {size}\r\n2 {Second.Length}\r\n.\r\n",
                "UIDL" => "+OK\r\n1 a\r\n2 b\r\n.\r\n",
                "RETR 1" => $"+OK\r\n{first}",
                "RETR 2" => $"+OK\r\n{Second}.\r\n",
                _ => "+OK\r\n",
            };
            foreach (var piece in inPieces ? answer.Select(letter => letter.ToString()) : [answer])
            {
                await talk.SayAsync(piece);
            }
        }
    });

    private static async Task<List<string>> ReadAsync(Pop3Mailbox mailbox)
    {
        var read = new List<string>();
        await foreach (var message in mailbox.FetchAsync([new MessageKey("a"), new MessageKey("b")]))
        {
            using var reader = new StreamReader(message.Content);
            read.Add(await reader.ReadToEndAsync());
        }

        return read;
    }

    [Fact]
    public async Task List_that_comes_too_slowly_as_a_whole_is_not_waited_for_for_ever()
    {
        var clock = new ClockOfLines { Goes = true };
        await using var server = Server(("LIST", "+OK\r\n1 10\r\n2 20\r\n4 40\r\n5 50\r\n.\r\n"), ("UIDL", "+OK\r\n1 a\r\n2 b\r\n3 c\r\n4 d\r\n5 e\r\n.\r\n"));
        var address = server.Address with { Timeouts = server.Address.Timeouts with { Command = TimeSpan.FromMinutes(2), List = TimeSpan.FromMinutes(1) } };
        await using var mailbox = await Pop3Mailbox.ConnectAsync(address, Account, clock, clock);

        (await Should.ThrowAsync<MailFailureException>(async () => await mailbox.OpenFolderAsync(""))).Failure.Kind.ShouldBe(MailFailureKind.TimedOut);
    }

    [Theory]
    [InlineData("UIDL")]
    [InlineData("QUIT")]
    public async Task Server_that_takes_its_time_for_a_list_or_for_deleting_is_waited_for(string slow)
    {
        var clock = new ClockOfLines();
        await using var server = new ScriptedServer(async talk =>
        {
            await talk.SayAsync("+OK ready\r\n");
            while (await talk.ReadAsync() is { } line)
            {
                string[] answer = line switch
                {
                    "CAPA" => ["-ERR"],
                    "LIST" => ["+OK", "1 10", "2 20", "3 30", "."],
                    "UIDL" => ["+OK", "1 a", "2 b", "3 c", "."],
                    "QUIT" => ["", "", "", "+OK bye"],
                    _ => ["+OK"],
                };
                foreach (var piece in answer)
                {
                    clock.Goes = line == slow;
                    await talk.SayAsync(piece + "\r\n");
                    await clock.Heard.WaitAsync();
                }
            }
        });
        var address = server.Address with { Timeouts = server.Address.Timeouts with { DataEnd = TimeSpan.FromMinutes(10) } };
        await using var mailbox = await Pop3Mailbox.ConnectAsync(address, Account, clock, clock);

        await mailbox.OpenFolderAsync("");
        await mailbox.DeleteAsync([new MessageKey("b")]);
        await mailbox.CloseAsync();

        (await mailbox.ListAsync(MessageFilter.Everything)).Count.ShouldBe(2);
    }

    /// <summary>A clock that goes fifteen seconds ahead with each line that the client hears, while it is told to; timers keep their pace.</summary>
    private sealed class ClockOfLines : TimeProvider, IProtocolLog
    {
        private TimeSpan ahead;

        public bool Goes { get; set; }

        public SemaphoreSlim Heard { get; } = new(0);

        public override long GetTimestamp() => base.GetTimestamp() + (long)(ahead.TotalSeconds * TimestampFrequency);

        public void Server(string line)
        {
            if (line != "+OK ready")
            {
                ahead += Goes ? TimeSpan.FromSeconds(15) : TimeSpan.Zero;
                Heard.Release();
            }
        }

        public void Client(string line)
        {
        }

        public void Note(string what)
        {
            if (what.StartsWith("given up", StringComparison.Ordinal))
            {
                // Nobody hears what the server has left to say.
                Heard.Release(100);
            }
        }
    }

    private static async Task<Pop3Mailbox> OpenAsync(ScriptedServer server)
    {
        var mailbox = await Pop3Mailbox.ConnectAsync(server.Address, Account);
        await mailbox.OpenFolderAsync("");
        return mailbox;
    }

    private static ScriptedServer Server(params (string Command, string Answer)[] answers) => new(async talk =>
    {
        await talk.SayAsync("+OK ready\r\n");
        while (await talk.ReadAsync() is { } line)
        {
            await talk.SayAsync(Array.Find(answers, answer => answer.Command == line).Answer ?? (line == "CAPA" ? "+OK\r\n TOP\r\nUIDL \r\nUSER\r\n.\r\n" : "+OK\r\n"));
        }
    });
}
