using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Fixtures.Postfix;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Imap;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Tests.Smtp;

/// <summary>One Postfix that delivers to one Dovecot, for the tests of a class.</summary>
public sealed class PostfixFixture : IAsyncDisposable
{
    private readonly Lazy<Task<(DovecotServer Dovecot, PostfixServer Postfix)>> starting = new(LaunchAsync);

    public DovecotServer Dovecot { get; private set; } = null!;

    public PostfixServer Postfix { get; private set; } = null!;

    /// <summary>Starts the servers once. Called by each test and not by the runner: a missing server has to skip tests, and a class fixture that throws fails them.</summary>
    public async ValueTask StartAsync() => (Dovecot, Postfix) = await starting.Value;

    public async ValueTask DisposeAsync()
    {
        if (Postfix is not null)
        {
            await Postfix.DisposeAsync();
            await Dovecot.DisposeAsync();
        }
    }

    private static async Task<(DovecotServer Dovecot, PostfixServer Postfix)> LaunchAsync()
    {
        var dovecot = await DovecotServer.StartAsync();
        try
        {
            return (dovecot, await PostfixServer.StartAsync(dovecot));
        }
        catch
        {
            await dovecot.DisposeAsync();
            throw;
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
