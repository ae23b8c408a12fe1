using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Pop3;
using HelpdeskMail.Mail.Reading;
using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Mail.Tests.Fuzzing;

/// <summary>
/// Servers that answer one command of an ordinary conversation with a mutated recording and hang up: whatever it is, what the client does with it ends as a result or as a <see cref="MailFailureException"/>, soon, and without
/// filling the memory.
/// </summary>
[Collection(MeasuredMemory.Name)]
public sealed class ServerFuzzTests
{
    private const int UsualRounds = 150;

    private static readonly MailCredential Account = new MailCredential.Password("support@example.com", "top-secret-password");

    [Fact]
    public async Task Imap_conversation_ends_well_whatever_the_server_says()
    {
        var seeds = Recordings("imap");
        string[] victims = ["", "CAPABILITY", "AUTHENTICATE", "NAMESPACE", "SELECT", "UID SEARCH", "UID FETCH", "UID STORE", "UID MOVE", "LIST", "APPEND", "NOOP"];
        foreach (var seed in FuzzBudget.Seeds(UsualRounds))
        {
            var victim = victims[seed % victims.Length];
            await SurvivesAsync(seed, ImapServer(Mutation.Of(seeds, seed), victim), async server =>
            {
                await using var mailbox = await ImapMailbox.ConnectAsync(server, Account);
                var state = await mailbox.OpenFolderAsync("INBOX");
                var keys = await mailbox.ListAsync(MessageFilter.Everything);
                await ReadAllAsync(mailbox, [MessageKey.Imap(7, 1), .. keys.Take(10)]);
                await mailbox.ListFoldersAsync();
                await mailbox.AppendAsync("INBOX", MessageContent.Of("Subject: x\r\n\r\nx"u8.ToArray()), MessageMarks.None, null);
                await mailbox.MarkSeenAsync([MessageKey.Imap(7, 1)]);
                await mailbox.MoveAsync([MessageKey.Imap(7, 1)], "Done", createIfMissing: true);
                await mailbox.OpenFolderAsync(state);
                await mailbox.CloseAsync();
            });
        }
    }

    [Fact]
    public async Task Pop3_conversation_ends_well_whatever_the_server_says()
    {
        var seeds = Recordings("pop3");
        string[] victims = ["", "CAPA", "USER", "PASS", "LIST", "UIDL", "RETR", "TOP", "DELE", "QUIT"];
        foreach (var seed in FuzzBudget.Seeds(UsualRounds))
        {
            var victim = victims[seed % victims.Length];
            await SurvivesAsync(seed, Pop3Server(Mutation.Of(seeds, seed), victim), async server =>
            {
                await using var mailbox = await Pop3Mailbox.ConnectAsync(server, Account);
                await mailbox.OpenFolderAsync("INBOX");
                var keys = await mailbox.ListAsync(MessageFilter.Everything);
                await ReadAllAsync(mailbox, [.. keys.Take(10)]);
                await ReadAllAsync(mailbox, [.. keys.Take(10)], maxSize: 1);
                await mailbox.DeleteAsync([.. keys.Take(1)]);
                await mailbox.CloseAsync();
            });
        }
    }

    [Fact]
    public async Task Smtp_conversation_ends_well_whatever_the_server_says()
    {
        var seeds = Recordings("smtp");
        string[] victims = ["", "EHLO", "AUTH", "MAIL", "RCPT", "DATA", ".", "QUIT"];
        foreach (var seed in FuzzBudget.Seeds(UsualRounds))
        {
            var victim = victims[seed % victims.Length];
            await SurvivesAsync(seed, SmtpServer(Mutation.Of(seeds, seed), victim), async server =>
            {
                await using var submission = await SmtpSubmission.ConnectAsync(server, Account);
                for (var message = 0; message < 2; message++)
                {
                    await submission.SubmitAsync(Envelope.Of("support@example.com", "a@example.com", "b@example.com"), MessageContent.Of("Subject: x\r\n\r\nx"u8.ToArray()));
                }

                await submission.CloseAsync();
            });
        }
    }

    private static async Task SurvivesAsync(int seed, ScriptedServer server, Func<MailServer, Task> talk)
    {
        await using (server)
        {
            var before = GC.GetTotalAllocatedBytes();
            try
            {
                await talk(server.Address).WaitAsync(TimeSpan.FromSeconds(120));
            }
            catch (MailFailureException exception)
            {
                exception.Failure.What.ShouldNotBeNullOrEmpty();
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"HELPDESKMAIL_FUZZ_SEED={seed}: {exception.Message}", exception);
            }

            (GC.GetTotalAllocatedBytes() - before).ShouldBeLessThan(1_000_000_000, $"HELPDESKMAIL_FUZZ_SEED={seed}");
        }
    }

    private static async Task ReadAllAsync(IMailbox mailbox, IReadOnlyCollection<MessageKey> keys, long maxSize = long.MaxValue)
    {
        await foreach (var message in mailbox.FetchAsync(keys, maxSize))
        {
            await message.Content.CopyToAsync(Stream.Null);
        }
    }

    private static byte[][] Recordings(string protocol) => [.. Transcripts.Files(protocol).Select(Transcripts.Read).Where(bytes => bytes.Length is > 0 and < 64 * 1024)];

    // The answer may end inside a literal that the client waits for: only hanging up shows it that nothing more comes.
    private static async Task HangUpAsync(ScriptedServer.Conversation talk, byte[] answer, string tag)
    {
        await talk.SayAsync(Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(answer).Replace("A########", tag, StringComparison.Ordinal)));
        throw new IOException("hung up");
    }

    private static ScriptedServer ImapServer(byte[] answer, string victim) => new(async talk =>
    {
        await (victim.Length == 0 ? HangUpAsync(talk, answer, "*") : talk.SayAsync("* OK ready\r\n"));
        while (await talk.ReadAsync() is { } line)
        {
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var (tag, command) = space < 0 ? (line, "") : (line[..space], line[(space + 1)..]);
            if (command.StartsWith(victim, StringComparison.Ordinal))
            {
                await HangUpAsync(talk, answer, tag);
            }

            await talk.SayAsync(command.Split(' ')[0] switch
            {
                "CAPABILITY" => $"* CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR UIDPLUS MOVE NAMESPACE LITERAL+ ENABLE QRESYNC ESEARCH\r\n{tag} OK done\r\n",
                "ENABLE" => $"* ENABLED QRESYNC\r\n{tag} OK done\r\n",
                "SELECT" => $"* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 4] next\r\n* OK [HIGHESTMODSEQ 9] highest\r\n{tag} OK [READ-WRITE] done\r\n",
                "UID" when command.StartsWith("UID SEARCH", StringComparison.Ordinal) => $"* ESEARCH (TAG \"{tag}\") UID ALL 1:3\r\n{tag} OK done\r\n",
                "UID" when command.Contains("RFC822.SIZE", StringComparison.Ordinal) => $"* 1 FETCH (UID 1 RFC822.SIZE 5 FLAGS ())\r\n{tag} OK done\r\n",
                "UID" when command.Contains("BODY", StringComparison.Ordinal) => $"* 1 FETCH (UID 1 BODY[] {{5}}\r\nhello)\r\n{tag} OK done\r\n",
                "LIST" => $"* LIST () \"/\" Done\r\n{tag} OK done\r\n",
                _ => $"{tag} OK done\r\n",
            });
        }
    });

    private static ScriptedServer Pop3Server(byte[] answer, string victim) => new(async talk =>
    {
        await (victim.Length == 0 ? HangUpAsync(talk, answer, "") : talk.SayAsync("+OK ready\r\n"));
        while (await talk.ReadAsync() is { } line)
        {
            if (line.StartsWith(victim, StringComparison.Ordinal))
            {
                await HangUpAsync(talk, answer, "");
            }

            await talk.SayAsync(line.Split(' ')[0] switch
            {
                "CAPA" => "+OK\r\nTOP\r\nUIDL\r\nUSER\r\nPIPELINING\r\n.\r\n",
                "LIST" => "+OK\r\n1 120\r\n2 130\r\n3 140\r\n.\r\n",
                "UIDL" => "+OK\r\n1 a\r\n2 b\r\n3 c\r\n.\r\n",
                "RETR" or "TOP" => "+OK\r\nSubject: x\r\n\r\n..x\r\n.\r\n",
                _ => "+OK\r\n",
            });
        }
    });

    private static ScriptedServer SmtpServer(byte[] answer, string victim) => new(async talk =>
    {
        await (victim.Length == 0 ? HangUpAsync(talk, answer, "") : talk.SayAsync("220 ready\r\n"));
        while (await talk.ReadAsync() is { } line)
        {
            if (line.StartsWith(victim, StringComparison.Ordinal))
            {
                await HangUpAsync(talk, answer, "");
            }

            await talk.SayAsync(line.Split(' ')[0] switch
            {
                "EHLO" => "250-test\r\n250-PIPELINING\r\n250-AUTH PLAIN\r\n250 SIZE 100000\r\n",
                "AUTH" => "235 2.7.0 in\r\n",
                "DATA" => "354 go on\r\n",
                "." or "MAIL" or "RCPT" or "RSET" or "QUIT" => "250 2.0.0 ok\r\n",
                _ => "",
            });
        }
    });
}
