using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Exim;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Mail.Tests.Interoperability;

public sealed class EximTests
{
    [Fact]
    public async Task Exim_takes_what_we_send_and_refuses_what_it_must()
    {
        await using var exim = await EximServer.StartAsync();
        var server = new MailServer(exim.Host, exim.SubmissionPort, ConnectionProtection.StartTls) { TrustedCertificates = [exim.Root] };

        ServerTable.ShouldSay("Exim", await SmtpSuite.RunAsync(server, exim.UserName, exim.Password));

        await Eventually.HoldsAsync("all are delivered", () => Task.FromResult(SmtpSuite.Taken.All(subject => exim.Delivered.Contains($"Subject: {subject}\n", StringComparison.Ordinal))));
        exim.Delivered.ShouldNotContain("Subject: large");
        exim.Delivered.ShouldContain("\n.A line of the message.\n");
    }
}
