using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Mail.Tests.Interoperability;

public sealed class DovecotTests
{
    [Fact]
    public async Task Dovecot_lets_us_do_all_an_imap_and_a_pop3_mailbox_need()
    {
        await using var dovecot = await DovecotServer.StartAsync();
        var account = new MailCredential.Password("suite@example.com", "a-password");
        await dovecot.AddUserAsync(account.UserName, account.Secret);
        var imap = new MailServer(dovecot.Host, dovecot.ImapPort, ConnectionProtection.StartTls) { TrustedCertificates = [dovecot.Root] };

        ServerTable.ShouldSay("Dovecot, IMAP", await ImapSuite.RunAsync(imap, account));
        ServerTable.ShouldSay("Dovecot, POP3", await Pop3Suite.RunAsync(imap with { Port = dovecot.Pop3Port }, imap, account));
    }
}
