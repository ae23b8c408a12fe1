using HelpdeskMail.Fixtures.Courier;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Mail.Tests.Interoperability;

public sealed class CourierTests
{
    [Fact]
    public async Task Courier_lets_us_do_all_an_imap_mailbox_needs()
    {
        await using var courier = await CourierServer.StartAsync();
        await ImapSuite.RunAsync(new MailServer(courier.Host, courier.ImapPort, ConnectionProtection.StartTls) { TrustedCertificates = [courier.Root] }, new MailCredential.Password(courier.UserName, courier.Password));
    }
}
