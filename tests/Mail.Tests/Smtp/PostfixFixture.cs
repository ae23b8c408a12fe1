using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Fixtures.Postfix;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Tests.Smtp;

/// <summary>One Postfix that delivers to one Dovecot, for the tests of a class.</summary>
public sealed class PostfixFixture : IAsyncLifetime
{
    public DovecotServer Dovecot { get; private set; } = null!;

    public PostfixServer Postfix { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Dovecot = await DovecotServer.StartAsync();
        Postfix = await PostfixServer.StartAsync(Dovecot);
    }

    public async ValueTask DisposeAsync()
    {
        if (Postfix is not null)
        {
            await Postfix.DisposeAsync();
        }

        if (Dovecot is not null)
        {
            await Dovecot.DisposeAsync();
        }
    }

    public MailServer Submission(ConnectionProtection protection) =>
        new(Postfix.Host, protection is ConnectionProtection.Tls ? Postfix.SubmissionsPort : Postfix.SubmissionPort, protection) { TrustedCertificates = [Postfix.Root] };

    public async Task<MailCredential.Password> NewAccountAsync()
    {
        var account = new MailCredential.Password($"user-{Guid.NewGuid():N}@example.com", "a-password");
        await Dovecot.AddUserAsync(account.UserName, account.Secret);
        return account;
    }

    /// <summary>The messages in an account's inbox, as raw text.</summary>
    public async Task<List<string>> InboxAsync(MailCredential account)
    {
        await using var mailbox = await ImapMailbox.ConnectAsync(new MailServer("127.0.0.1", Dovecot.ImapPort, ConnectionProtection.None), account);
        await mailbox.OpenFolderAsync("INBOX");
        var messages = new List<string>();
        await foreach (var message in mailbox.FetchAsync(await mailbox.ListAsync(MessageFilter.Everything)))
        {
            using var reader = new StreamReader(message.Content);
            messages.Add(await reader.ReadToEndAsync());
        }

        return messages;
    }
}
