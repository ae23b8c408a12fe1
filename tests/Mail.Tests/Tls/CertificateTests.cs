using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Fixtures.Certificates;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Smtp;
using HelpdeskMail.Mail.Tests.Imap;

namespace HelpdeskMail.Mail.Tests.Tls;

public sealed class CertificateTests : IDisposable
{
    private readonly TestAuthority authority = new();

    public void Dispose() => authority.Dispose();

    [Fact]
    public async Task Certificate_of_a_root_of_ones_own_is_taken()
    {
        using var certificate = authority.Issue(["localhost"]);
        (await TryAsync(certificate, server => server with { TrustedCertificates = [authority.Certificate] })).ShouldBeNull();
    }

    [Fact]
    public async Task Certificate_by_an_unknown_root_is_refused()
    {
        using var certificate = authority.Issue(["localhost"]);
        var failure = await TryAsync(certificate, server => server);
        failure!.Kind.ShouldBe(MailFailureKind.CertificateUntrusted);
        failure.What.ShouldContain("HelpdeskMail test root");
        failure.Code.ShouldBe("certificate_untrusted");

        using var other = new TestAuthority("another root");
        (await TryAsync(certificate, server => server with { TrustedCertificates = [other.Certificate] }))!.Kind.ShouldBe(MailFailureKind.CertificateUntrusted);
    }

    [Fact]
    public async Task Certificate_for_another_host_is_refused_and_its_names_are_told()
    {
        using var certificate = authority.Issue(["mail.example.com", "imap.example.com"]);
        var failure = await TryAsync(certificate, server => server with { TrustedCertificates = [authority.Certificate] });
        failure!.Kind.ShouldBe(MailFailureKind.CertificateWrongHost);
        failure.What.ShouldContain("mail.example.com, imap.example.com");
    }

    [Fact]
    public async Task Certificate_is_refused_before_and_after_its_time()
    {
        var now = TimeProvider.System.GetUtcNow();
        using var expired = authority.Issue(["localhost"], now.AddDays(-30), now.AddDays(-1));
        using var early = authority.Issue(["localhost"], now.AddDays(1), now.AddDays(30));
        (await TryAsync(expired, server => server with { TrustedCertificates = [authority.Certificate] }))!.Kind.ShouldBe(MailFailureKind.CertificateExpired);
        (await TryAsync(early, server => server with { TrustedCertificates = [authority.Certificate] }))!.Kind.ShouldBe(MailFailureKind.CertificateNotYetValid);
    }

    [Fact]
    public async Task Pinned_certificate_is_the_only_one_taken()
    {
        using var certificate = authority.Issue(["mail.example.com"]);
        using var other = authority.Issue(["localhost"]);
        var pin = string.Join(':', certificate.GetCertHashString(HashAlgorithmName.SHA256).Chunk(2).Select(pair => new string(pair)));
        (await TryAsync(certificate, server => server with { PinnedFingerprint = pin })).ShouldBeNull();
        (await TryAsync(other, server => server with { PinnedFingerprint = pin, TrustedCertificates = [authority.Certificate] }))!.Kind.ShouldBe(MailFailureKind.CertificateNotPinned);
    }

    [Fact]
    public async Task Servers_own_certificate_may_be_trusted_itself()
    {
        using var certificate = authority.Issue(["some.other.name"]);
        using var shown = X509CertificateLoader.LoadCertificate(certificate.RawData);
        (await TryAsync(certificate, server => server with { TrustedCertificates = [shown] })).ShouldBeNull();
    }

    [Fact]
    public async Task Server_without_STARTTLS_is_never_shown_a_secret()
    {
        var said = new List<string>();
        await using var server = ScriptedImap.Server((_, _, command) =>
        {
            said.Add(command);
            return Task.FromResult(false);
        });
        var failure = await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server.Address with { Protection = ConnectionProtection.StartTls }, ScriptedImap.Account));
        failure.Failure.Kind.ShouldBe(MailFailureKind.TlsNotOffered);
        said.ShouldBe(["CAPABILITY"]);
    }

    [Fact]
    public async Task Words_between_STARTTLS_and_the_handshake_are_not_listened_to()
    {
        await using var imap = ScriptedImap.Server(async (talk, tag, command) =>
        {
            if (command is not ("STARTTLS" or "CAPABILITY"))
            {
                return false;
            }

            await talk.SayAsync(command == "STARTTLS" ? $"{tag} OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" : $"* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK done\r\n");
            return true;
        });
        var failure = await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(imap.Address with { Protection = ConnectionProtection.StartTls }, ScriptedImap.Account));
        failure.Failure.Kind.ShouldBe(MailFailureKind.TlsInjection);

        await using var smtp = Smtp.ScriptedSmtp.Server(
            async (talk, line) =>
            {
                if (line != "STARTTLS")
                {
                    return false;
                }

                await talk.SayAsync("220 go\r\n250 injected\r\n");
                return true;
            },
            "250-test\r\n250 STARTTLS\r\n");
        failure = await Should.ThrowAsync<MailFailureException>(() => SmtpSubmission.ConnectAsync(smtp.Address with { Protection = ConnectionProtection.StartTls }, ScriptedImap.Account));
        failure.Failure.Kind.ShouldBe(MailFailureKind.TlsInjection);
    }

    [Fact]
    public async Task Port_that_speaks_no_TLS_is_said_so()
    {
        await using var server = ScriptedImap.Server((_, _, _) => Task.FromResult(false));
        var failure = await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(server.Address with { Protection = ConnectionProtection.Tls }, ScriptedImap.Account));
        failure.Failure.Kind.ShouldBe(MailFailureKind.TlsHandshakeFailed);
    }

    [Fact]
    public async Task Closed_port_and_unknown_host_are_said_so()
    {
        var closed = new MailServer("127.0.0.1", HelpdeskMail.Fixtures.FreePort.Next(), ConnectionProtection.None);
        (await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(closed, ScriptedImap.Account))).Failure.Kind.ShouldBe(MailFailureKind.CannotConnect);
        (await Should.ThrowAsync<MailFailureException>(() => ImapMailbox.ConnectAsync(closed with { Host = "no-such-host.invalid" }, ScriptedImap.Account))).Failure.Kind.ShouldBe(MailFailureKind.CannotResolve);
    }

    private static async Task<MailFailure?> TryAsync(X509Certificate2 certificate, Func<MailServer, MailServer> settings)
    {
        await using var server = new ScriptedServer(async talk =>
        {
            await talk.StartTlsAsync(certificate);
            await talk.SayAsync("* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n");
            while (await talk.ReadAsync() is { } line)
            {
                await talk.SayAsync($"{line.Split(' ')[0]} OK done\r\n");
            }
        });
        try
        {
            await using var mailbox = await ImapMailbox.ConnectAsync(settings(server.Address with { Host = "localhost", Protection = ConnectionProtection.Tls }), ScriptedImap.Account);
            return null;
        }
        catch (MailFailureException exception)
        {
            return exception.Failure;
        }
    }
}
