using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Pop3;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Tests.Pop3;

public sealed class Pop3TranscriptTests
{
    private static readonly MailCredential Account = new MailCredential.Password("support@example.com", "top-secret-password");

    private static ScriptedServer Server(Func<ScriptedServer.Conversation, string, Task<bool>> answer, string greeting = "+OK ready\r\n") => new(async talk =>
    {
        await talk.SayAsync(greeting);
        while (await talk.ReadAsync() is { } line)
        {
            if (!await answer(talk, line))
            {
                await talk.SayAsync(line switch
                {
                    "CAPA" => "+OK\r\nTOP\r\nUIDL\r\nUSER\r\n.\r\n",
                    "LIST" => "+OK\r\n1 120\r\n2 130\r\n3 140\r\n.\r\n",
                    "UIDL" => "+OK\r\n1 a\r\n2 b\r\n3 c\r\n.\r\n",
                    _ => "+OK\r\n",
                });
            }
        }
    });

    private static Func<ScriptedServer.Conversation, string, Task<bool>> Saying(params (string Command, string Answer)[] answers) => async (talk, line) =>
    {
        var found = Array.Find(answers, answer => answer.Command == line);
        if (found.Answer is not null)
        {
            await talk.SayAsync(found.Answer);
        }

        return found.Answer is not null;
    };

    private static string Recorded(string file) => Encoding.Latin1.GetString(Transcripts.Read(file));

    private static async Task<Pop3Mailbox> OpenAsync(ScriptedServer server)
    {
        var mailbox = await Pop3Mailbox.ConnectAsync(server.Address, Account);
        await mailbox.OpenFolderAsync("");
        return mailbox;
    }

    [Fact]
    public async Task Every_recorded_answer_is_read_to_its_last_byte()
    {
        var files = Transcripts.Files("pop3").ToList();
        files.Count.ShouldBe(36);
        foreach (var file in files)
        {
            var answer = Recorded(file);
            await using var server = new ScriptedServer(async talk => await talk.SayAsync(answer + "-ERR the end\r\n"));
            await using var wire = await Wire.ConnectAsync(server.Address, null, null, TimeProvider.System, CancellationToken.None);
            var session = new Pop3Session(wire, new HelpdeskMail.Mail.Sasl.SecretWords(null));
            var read = 0;
            while (await session.ReadAsync(CancellationToken.None) is { Text: not "the end" })
            {
                read++;
                if (wire.Buffered.Length > 13 && wire.Buffered.Span[0] is not ((byte)'+' or (byte)'-'))
                {
                    await using var content = new DottedStream(wire);
                    await content.DrainAsync(CancellationToken.None);
                }
            }

            read.ShouldBe(file.Contains("123", StringComparison.Ordinal) ? 3 : 1, file);
        }
    }

    [Fact]
    public async Task Recorded_message_of_Exchange_comes_out_whole()
    {
        var answer = Recorded("pop3/exchange/retr1.txt");
        await using var server = Server(Saying(("RETR 1", answer), ("CAPA", Recorded("pop3/exchange/capa.txt").Replace(" PLAIN LOGIN", "", StringComparison.Ordinal))), Recorded("pop3/exchange/greeting.txt"));
        await using var mailbox = await OpenAsync(server);
        await foreach (var message in mailbox.FetchAsync([new MessageKey("a")]))
        {
            using var reader = new StreamReader(message.Content, Encoding.Latin1);
            var expected = answer[(answer.IndexOf("\r\n", StringComparison.Ordinal) + 2)..^3].Replace("\r\n..", "\r\n.", StringComparison.Ordinal);
            (await reader.ReadToEndAsync()).ShouldBe(expected);
        }
    }

    [Fact]
    public async Task Message_without_a_UID_or_with_that_of_another_is_named_by_its_header()
    {
        await using var server = Server(Saying(("UIDL", "+OK\r\n1 same\r\n2 same\r\n3\r\n4 beyond\r\n.\r\n"), ("TOP 2 0", "+OK\r\nSubject: two\r\n\r\n.\r\n"), ("TOP 3 0", "+OK\r\nSubject: three\r\n\r\n.\r\n")));
        await using var mailbox = await OpenAsync(server);
        var keys = await mailbox.ListAsync(MessageFilter.Everything);

        keys.Count.ShouldBe(3);
        keys[0].Value.ShouldBe("same");
        keys[1].Value.ShouldStartWith("sha256:");
        keys[2].Value.ShouldStartWith("sha256:");
        keys.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Server_without_UIDL_is_read_all_the_same()
    {
        await using var server = Server(Saying(("UIDL", "-ERR unknown\r\n"), ("LIST", "+OK\r\n1 10\r\n.\r\n"), ("TOP 1 0", "-ERR unknown\r\n"), ("RETR 1", "+OK\r\nSubject: x\r\n\r\nbody\r\n.\r\n")));
        await using var mailbox = await OpenAsync(server);
        var key = (await mailbox.ListAsync(MessageFilter.Everything)).ShouldHaveSingleItem();
        await foreach (var message in mailbox.FetchAsync([key]))
        {
            using var reader = new StreamReader(message.Content);
            (await reader.ReadToEndAsync()).ShouldBe("Subject: x\r\n\r\nbody\r\n");
        }
    }

    [Fact]
    public async Task Sign_in_at_Exchange_takes_two_steps()
    {
        var said = new List<string>();
        await using var server = Server(async (talk, line) =>
        {
            said.Add(line);
            if (line.StartsWith("AUTH", StringComparison.Ordinal))
            {
                await talk.SayAsync("+ \r\n");
                said.Add((await talk.ReadAsync())!);
                await talk.SayAsync("+OK User successfully authenticated.\r\n");
                return true;
            }

            return await Saying(("CAPA", "+OK\r\nTOP\r\nUIDL\r\nSASL PLAIN XOAUTH2\r\nUSER\r\n.\r\n"))(talk, line);
        });
        await using var mailbox = await Pop3Mailbox.ConnectAsync(server.Address, new MailCredential.AccessToken("test@contoso.onmicrosoft.com", "EwBAAl3BAAUFFpUAo7J3Ve0bjLBWZWCclRC3EoAA"));

        said.ShouldContain("AUTH XOAUTH2");
        said.ShouldContain("dXNlcj10ZXN0QGNvbnRvc28ub25taWNyb3NvZnQuY29tAWF1dGg9QmVhcmVyIEV3QkFBbDNCQUFVRkZwVUFvN0ozVmUwYmpMQldaV0NjbFJDM0VvQUEBAQ==");
    }

    [Theory]
    [InlineData("-ERR Logon failure: unknown user name or bad password.", MailFailureKind.PasswordRefused)]
    [InlineData("-ERR Authentication failure: unknown user name or bad password.", MailFailureKind.PasswordRefused)]
    [InlineData("-ERR [IN-USE] Do you have another POP session running?", MailFailureKind.MailboxInUse)]
    [InlineData("-ERR [LOGIN-DELAY] minimum time between mail checks violation", MailFailureKind.Throttled)]
    [InlineData("-ERR [SYS/TEMP] Temporary system problem.", MailFailureKind.ServerUnavailable)]
    [InlineData("-ERR [AUTH] Username and password not accepted.", MailFailureKind.PasswordRefused)]
    [InlineData("-ERR [AUTH] Application-specific password required: https://support.google.com/accounts/answer/185833", MailFailureKind.PasswordsNoLongerTaken)]
    [InlineData("-ERR [SYS/PERM] Your account is not enabled for POP access.", MailFailureKind.MailboxNotConnected)]
    public async Task Refusal_at_sign_in_is_understood(string words, MailFailureKind kind)
    {
        await using var server = Server(Saying(("PASS top-secret-password", words + "\r\n")));
        var failure = await Should.ThrowAsync<MailFailureException>(() => Pop3Mailbox.ConnectAsync(server.Address, Account));
        failure.Failure.Kind.ShouldBe(kind);
        failure.Failure.ServerAnswer.ShouldBe(words);
    }

    [Fact]
    public async Task Quit_that_is_refused_is_said_so()
    {
        await using var server = Server(Saying(("QUIT", "-ERR some deleted messages not removed\r\n")));
        await using var mailbox = await OpenAsync(server);
        await mailbox.DeleteAsync([new MessageKey("a")]);
        var failure = await Should.ThrowAsync<MailFailureException>(async () => await mailbox.CloseAsync());
        failure.Failure.Kind.ShouldBe(MailFailureKind.Refused);
    }

    [Fact]
    public async Task One_message_refused_leaves_the_others()
    {
        await using var server = Server(Saying(("RETR 1", "+OK\r\none\r\n.\r\n"), ("RETR 2", "-ERR cannot be read\r\n"), ("RETR 3", "+OK\r\n..three\r\n.\r\n")));
        await using var mailbox = await OpenAsync(server);
        var seen = new List<(string, MailFailureKind?)>();
        await foreach (var message in mailbox.FetchAsync(await mailbox.ListAsync(MessageFilter.Everything)))
        {
            using var reader = new StreamReader(message.Content);
            seen.Add((await reader.ReadToEndAsync(), message.Failure?.Kind));
        }

        seen.ShouldBe([("one\r\n", null), ("", MailFailureKind.MessageUnreadable), (".three\r\n", null)]);
    }

    [Fact]
    public async Task Message_cut_short_is_a_failure()
    {
        await using var server = Server(async (talk, line) =>
        {
            if (line != "RETR 1")
            {
                return false;
            }

            await talk.SayAsync("+OK\r\nonly a part\r\n.");
            throw new IOException("cut");
        });
        await using var mailbox = await OpenAsync(server);
        var failure = await Should.ThrowAsync<MailFailureException>(async () =>
        {
            await foreach (var message in mailbox.FetchAsync([new MessageKey("a")]))
            {
                await message.Content.CopyToAsync(Stream.Null);
            }
        });
        failure.Failure.Kind.ShouldBe(MailFailureKind.ServerClosed);
    }
}
