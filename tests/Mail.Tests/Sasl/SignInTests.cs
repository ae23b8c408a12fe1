using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Fixtures.Certificates;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Pop3;
using HelpdeskMail.Mail.Smtp;
using HelpdeskMail.Mail.Tests.Imap;

namespace HelpdeskMail.Mail.Tests.Sasl;

/// <summary>Servers that list mechanisms by which nobody can sign in, and proxies that list them for others.</summary>
public sealed class SignInTests : IDisposable
{
    private readonly TestAuthority authority = new();
    private readonly X509Certificate2 certificate;

    public SignInTests() => certificate = authority.Issue(["localhost"]);

    public void Dispose()
    {
        certificate.Dispose();
        authority.Dispose();
    }

    // Cyrus: «no secret in database», «no mechanism available».
    [Theory]
    [InlineData("AUTH=SCRAM-SHA-256 AUTH=SCRAM-SHA-1 AUTH=PLAIN SASL-IR", "AUTHENTICATE SCRAM-SHA-256, AUTHENTICATE SCRAM-SHA-1, AUTHENTICATE PLAIN")]
    [InlineData("AUTH=SCRAM-SHA-1", "AUTHENTICATE SCRAM-SHA-1, LOGIN")]
    [InlineData("AUTH=SCRAM-SHA-1 LOGINDISABLED", "AUTHENTICATE SCRAM-SHA-1")]
    [InlineData("AUTH=CRAM-MD5 AUTH=PLAIN", "AUTHENTICATE CRAM-MD5, AUTHENTICATE PLAIN")]
    public async Task Mechanism_that_is_refused_before_any_proof_is_followed_by_the_next(string offered, string expected)
    {
        var tried = new List<string>();
        await using var server = Offering(offered, tried);
        await ConnectAsync(server.Address);
        string.Join(", ", tried).ShouldBe(expected);
    }

    [Fact]
    public async Task Nothing_else_is_tried_once_a_proof_was_refused()
    {
        var tried = new List<string>();
        await using var server = Offering("AUTH=SCRAM-SHA-256 AUTH=PLAIN", tried, async talk =>
        {
            await talk.SayAsync("+ \r\n");
            var first = System.Text.Encoding.ASCII.GetString(Convert.FromBase64String((await talk.ReadAsync())!));
            await talk.SayAsync($"+ {Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes($"{first[(first.LastIndexOf(',') + 1)..]}more,s=QSXCR+Q6sek8bf92,i=4096"))}\r\n");
            await talk.ReadAsync();
        });
        (await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account))).Failure.Kind.ShouldBe(MailFailureKind.PasswordRefused);
        tried.ShouldBe(["AUTHENTICATE SCRAM-SHA-256"]);
    }

    [Theory]
    [InlineData("AUTH=CRAM-MD5 AUTH=LOGIN AUTH=PLAIN", "AUTHENTICATE PLAIN")]
    [InlineData("AUTH=CRAM-MD5", "AUTHENTICATE CRAM-MD5")]
    public async Task Cram_md5_is_the_last_resort_where_tls_hides_the_password(string offered, string expected)
    {
        var tried = new List<string>();
        await using var server = Offering(offered, tried, tls: true);
        await ConnectAsync(server.TlsAddress(ConnectionProtection.Tls, authority.Certificate));
        tried[0].ShouldBe(expected);
    }

    [Fact]
    public async Task Mechanism_that_is_refused_is_followed_by_the_next_in_pop3_and_smtp()
    {
        var tried = new List<string>();
        await using var pop3 = new ScriptedServer(async talk =>
        {
            await talk.SayAsync("+OK ready\r\n");
            while (await talk.ReadAsync() is { } line)
            {
                tried.Add(line);
                await talk.SayAsync(line == "CAPA" ? "+OK\r\nSASL SCRAM-SHA-1\r\n.\r\n" : line.StartsWith("AUTH", StringComparison.Ordinal) ? "-ERR no secret\r\n" : "+OK\r\n");
            }
        });
        await using (await Pop3Mailbox.ConnectAsync(pop3.Address, ScriptedImap.Account))
        {
            tried.ShouldBe(["CAPA", "AUTH SCRAM-SHA-1", "USER support@example.com", "PASS top-secret-password", "CAPA"]);
        }

        tried.Clear();
        await using var smtp = Smtp.ScriptedSmtp.Server(
            async (talk, line) =>
            {
                if (!line.StartsWith("AUTH", StringComparison.Ordinal))
                {
                    return false;
                }

                tried.Add(string.Join(' ', line.Split(' ').Take(2)));
                await talk.SayAsync(line.Contains("PLAIN", StringComparison.Ordinal) ? "235 welcome\r\n" : "535 no secret\r\n");
                return true;
            },
            "250-test\r\n250 AUTH PLAIN SCRAM-SHA-256\r\n");
        await using (await SmtpSubmission.ConnectAsync(smtp.Address, ScriptedImap.Account))
        {
            tried.ShouldBe(["AUTH SCRAM-SHA-256", "AUTH PLAIN"]);
        }
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("SCRAM-SHA-256")]
    public async Task First_message_is_given_again_to_a_server_that_asks_for_it_although_it_came_along(string mechanism)
    {
        string? again = null;
        string? first = null;
        await using var server = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (command == "CAPABILITY")
            {
                await talk.SayAsync($"* CAPABILITY IMAP4rev1 SASL-IR LOGINDISABLED AUTH={mechanism}\r\n{tag} OK done\r\n");
                return true;
            }

            if (!command.StartsWith("AUTHENTICATE", StringComparison.Ordinal))
            {
                return false;
            }

            first = command.Split(' ')[2];
            await talk.SayAsync("+ \r\n");
            again = await talk.ReadAsync();
            await talk.SayAsync($"{tag} NO enough seen\r\n");
            return true;
        });
        await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server.Address, ScriptedImap.Account));
        again.ShouldBe(first);
    }

    private static async Task ConnectAsync(MailServer server)
    {
        try
        {
            await using var mailbox = await ImapMailbox.ConnectAsync(server, ScriptedImap.Account);
        }
        catch (MailFailureException exception) when (exception.Failure.Kind is MailFailureKind.PasswordRefused)
        {
            // What was tried is what counts.
        }
    }

    // Takes PLAIN and LOGIN; refuses every other mechanism, at once or when the talk is over.
    private ScriptedServer Offering(string offered, List<string> tried, Func<ScriptedServer.Conversation, Task>? before = null, bool tls = false) => new(async talk =>
    {
        if (tls)
        {
            await talk.StartTlsAsync(certificate);
        }

        await talk.SayAsync("* OK ready\r\n");
        while (await talk.ReadAsync() is { } line)
        {
            var words = line.Split(' ');
            if (words[1] is not ("AUTHENTICATE" or "LOGIN"))
            {
                await talk.SayAsync($"{(words[1] == "CAPABILITY" ? $"* CAPABILITY IMAP4rev1 {offered}\r\n" : "")}{words[0]} OK done\r\n");
                continue;
            }

            tried.Add(words[1] == "LOGIN" ? "LOGIN" : $"AUTHENTICATE {words[2]}");
            await (before?.Invoke(talk) ?? Task.CompletedTask);
            var takes = words[1] == "LOGIN" || words[2] == "PLAIN";
            if (takes && words is [_, "AUTHENTICATE", _])
            {
                await talk.SayAsync("+\r\n");
                await talk.ReadAsync();
            }

            await talk.SayAsync($"{words[0]} {(takes ? "OK" : "NO no secret in database")}\r\n");
        }
    });
}
