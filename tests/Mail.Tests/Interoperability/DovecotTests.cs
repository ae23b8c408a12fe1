using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Mail.Tests.Interoperability;

public sealed class DovecotTests
{
    [Fact]
    public async Task Dovecot_lets_us_do_all_an_imap_mailbox_needs()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        var account = new MailCredential.Password("suite@example.com", "a-password");
        await dovecot.AddUserAsync(account.UserName, account.Secret);
        await ImapSuite.RunAsync(new MailServer(dovecot.Host, dovecot.ImapPort, ConnectionProtection.StartTls) { TrustedCertificates = [dovecot.Root] }, account);
    }
}
