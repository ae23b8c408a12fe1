using HelpdeskMail.Fixtures.Courier;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Mail.Tests.Interoperability;

public sealed class CourierTests
{
    [Fact]
    public async Task Courier_lets_us_do_all_an_imap_and_a_pop3_mailbox_need()
    {
        await using var courier = await CourierServer.StartAsync();
        var account = new MailCredential.Password(courier.UserName, courier.Password);
        var imap = new MailServer(courier.Host, courier.ImapPort, ConnectionProtection.StartTls) { TrustedCertificates = [courier.Root] };

        ServerTable.ShouldSay("Courier, IMAP", await ImapSuite.RunAsync(imap, account));
        ServerTable.ShouldSay("Courier, POP3", await Pop3Suite.RunAsync(imap with { Port = courier.Pop3Port }, imap, account));
    }
}
