using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.OpenSmtpd;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Smtp;

namespace HelpdeskMail.Mail.Tests.Interoperability;

public sealed class OpenSmtpdTests
{
    [Fact]
    public async Task OpenSmtpd_takes_what_we_send_and_refuses_what_it_must()
    {
        await using var smtpd = await OpenSmtpdServer.StartAsync();
        var protectedServer = new MailServer(smtpd.Host, smtpd.SubmissionPort, ConnectionProtection.StartTls) { TrustedCertificates = [smtpd.Root] };
        var canTls = await CanTlsAsync(smtpd, protectedServer);
        var server = canTls ? protectedServer : new MailServer("127.0.0.1", smtpd.PlainPort, ConnectionProtection.None);

        ServerTable.ShouldSay("OpenSMTPD", await SmtpSuite.RunAsync(server, smtpd.UserName, canTls ? smtpd.Password : null));

        await Eventually.HoldsAsync("all are delivered", () => Task.FromResult(SmtpSuite.Taken.All(subject => smtpd.Delivered.Contains($"Subject: {subject}\n", StringComparison.Ordinal))));
        smtpd.Delivered.ShouldNotContain("Subject: large");
        smtpd.Delivered.ShouldContain("\n.A line of the message.\n");
    }

    // Where the server cannot do a handshake with anybody, ours has to say what went wrong.
    private static async Task<bool> CanTlsAsync(OpenSmtpdServer smtpd, MailServer server)
    {
        try
        {
            await using var submission = await SmtpSubmission.ConnectAsync(server, null);
            return true;
        }
        catch (MailFailureException exception) when (smtpd.HasLostItsKey)
        {
            exception.Failure.Kind.ShouldBe(MailFailureKind.TlsHandshakeFailed);
            exception.Failure.What.ShouldNotBeNullOrEmpty();
            return false;
        }
    }
}
