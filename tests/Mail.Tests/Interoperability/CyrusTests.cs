using HelpdeskMail.Fixtures.Cyrus;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Pop3;

namespace HelpdeskMail.Mail.Tests.Interoperability;

public sealed class CyrusTests
{
    [Fact]
    public async Task Cyrus_lets_us_do_all_an_imap_and_a_pop3_mailbox_need()
    {
        await using var cyrus = await CyrusServer.StartAsync();
        var account = new MailCredential.Password(cyrus.UserName, cyrus.Password);
        var imap = new MailServer(cyrus.Host, cyrus.ImapPort, ConnectionProtection.StartTls) { TrustedCertificates = [cyrus.Root] };
        var pop3 = imap with { Port = cyrus.Pop3Port };

        ServerTable.ShouldSay("Cyrus, IMAP", await ImapSuite.RunAsync(imap, account));
        ServerTable.ShouldSay("Cyrus, POP3", await Pop3Suite.RunAsync(pop3, imap, account));
        foreach (var mechanism in (string[])["PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"])
        {
            await using var mailbox = await Fixtures.Eventually.ValueAsync(mechanism, async () => (Pop3Mailbox?)await Pop3Mailbox.ConnectAsync(pop3 with { AllowedMechanisms = [mechanism] }, account));
            await mailbox.CloseAsync();
        }
    }
}
