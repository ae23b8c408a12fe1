using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.OpenSmtpd;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Mail.Tests.Interoperability;

public sealed class OpenSmtpdTests
{
    [Fact]
    public async Task OpenSmtpd_takes_what_we_send_and_refuses_what_it_must()
    {
        await using var smtpd = await OpenSmtpdServer.StartAsync();
        var server = new MailServer(smtpd.Host, smtpd.SubmissionPort, ConnectionProtection.StartTls) { TrustedCertificates = [smtpd.Root] };

        ServerTable.ShouldSay("OpenSMTPD", await SmtpSuite.RunAsync(server, smtpd.UserName, smtpd.Password));

        await Eventually.HoldsAsync("all are delivered", () => Task.FromResult(SmtpSuite.Taken.All(subject => smtpd.Delivered.Contains($"Subject: {subject}\n", StringComparison.Ordinal))));
        smtpd.Delivered.ShouldNotContain("Subject: large");
        smtpd.Delivered.ShouldContain("\n.A line of the message.\n");
    }
}
