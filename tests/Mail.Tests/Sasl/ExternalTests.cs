using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Fixtures.Certificates;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Mail.Tests.Sasl;

public sealed class ExternalTests : IDisposable
{
    private readonly TestAuthority authority = new();
    private readonly X509Certificate2 serverCertificate;
    private readonly X509Certificate2 clientCertificate;

    public ExternalTests()
    {
        serverCertificate = authority.Issue(["localhost"]);
        clientCertificate = authority.Issue(["support.example.com"]);
    }

    public void Dispose()
    {
        serverCertificate.Dispose();
        clientCertificate.Dispose();
        authority.Dispose();
    }

    [Theory]
    [InlineData(true, "support@example.com", "AUTHENTICATE EXTERNAL c3VwcG9ydEBleGFtcGxlLmNvbQ==")]
    [InlineData(true, "", "AUTHENTICATE EXTERNAL =")]
    [InlineData(false, "support@example.com", "AUTHENTICATE EXTERNAL|c3VwcG9ydEBleGFtcGxlLmNvbQ==")]
    [InlineData(false, "", "AUTHENTICATE EXTERNAL|")]
    public async Task Imap_signs_in_with_the_certificate_of_the_handshake(bool inline, string user, string expected)
    {
        var said = "";
        string? shown = null;
        await using var server = new ScriptedServer(async talk =>
        {
            await talk.StartTlsAsync(serverCertificate, wantsClientCertificate: true);
            shown = talk.ClientCertificate?.GetCertHashString();
            await talk.SayAsync($"* OK [CAPABILITY IMAP4rev1 AUTH=EXTERNAL AUTH=PLAIN{(inline ? " SASL-IR" : "")}] ready\r\n");
            while (await talk.ReadAsync() is { } line)
            {
                var (tag, command) = (line.Split(' ')[0], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
                if (command.StartsWith("AUTHENTICATE", StringComparison.Ordinal))
                {
                    said = command;
                    if (!inline)
                    {
                        await talk.SayAsync("+ \r\n");
                        said += "|" + await talk.ReadAsync();
                    }
                }

                await talk.SayAsync(command == "CAPABILITY" ? $"* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n" : $"{tag} OK done\r\n");
            }
        });
        await using var mailbox = await ImapMailbox.ConnectAsync(server.TlsAddress(ConnectionProtection.Tls, authority.Certificate), new MailCredential.ClientCertificate(user, clientCertificate));

        shown.ShouldBe(clientCertificate.Thumbprint);
        said.ShouldBe(expected);
    }

    [Fact]
    public async Task Smtp_shows_the_certificate_behind_starttls()
    {
        var said = new List<string>();
        string? shown = null;
        await using var server = new ScriptedServer(async talk =>
        {
            await talk.SayAsync("220 ready\r\n");
            await talk.ReadAsync();
            await talk.SayAsync("250-test\r\n250 STARTTLS\r\n");
            await talk.ReadAsync();
            await talk.SayAsync("220 go\r\n");
            await talk.StartTlsAsync(serverCertificate, wantsClientCertificate: true);
            shown = talk.ClientCertificate?.GetCertHashString();
            await talk.ReadAsync();
            await talk.SayAsync("250-test\r\n250 AUTH EXTERNAL\r\n");
            said.Add((await talk.ReadAsync())!);
            await talk.SayAsync("235 2.7.0 welcome\r\n");
        });
        await using var submission = await SmtpSubmission.ConnectAsync(server.TlsAddress(ConnectionProtection.StartTls, authority.Certificate), new MailCredential.ClientCertificate("", clientCertificate));

        shown.ShouldBe(clientCertificate.Thumbprint);
        said.ShouldBe(["AUTH EXTERNAL ="]);
    }

    [Fact]
    public async Task Certificate_is_no_password_where_the_server_knows_no_external()
    {
        await using var server = new ScriptedServer(async talk =>
        {
            await talk.StartTlsAsync(serverCertificate);
            await talk.SayAsync("* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\r\n");
            await talk.ReadAsync();
        });
        var failure = await Should.ThrowAsync<MailFailureException>(() =>
            ImapMailbox.ConnectAsync(server.TlsAddress(ConnectionProtection.Tls, authority.Certificate), new MailCredential.ClientCertificate("a", clientCertificate)));
        failure.Failure.Kind.ShouldBe(MailFailureKind.NoCommonMechanism);
        failure.Failure.What.ShouldContain("a certificate");
    }
}
