using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Imap;

namespace HelpdeskMail.Mail.Tests.Imap;

/// <summary>One Dovecot for the tests of a class; each test takes an account of its own.</summary>
public sealed class DovecotFixture : IAsyncDisposable
{
    private readonly Lazy<Task<DovecotServer>> starting = new(() => DovecotServer.StartAsync());

    public DovecotServer Server { get; private set; } = null!;

    /// <summary>Starts the server once. Called by each test and not by the runner: a missing server has to skip tests, and a class fixture that throws fails them.</summary>
    public async ValueTask StartAsync() => Server = await starting.Value;

    public ValueTask DisposeAsync() => Server is null ? ValueTask.CompletedTask : Server.DisposeAsync();

    public async Task<MailCredential.Password> NewAccountAsync()
    {
        var account = new MailCredential.Password($"user-{Guid.NewGuid():N}@example.com", "pass word «ü»\"\\");
        await Server.AddUserAsync(account.UserName, account.Secret);
        return account;
    }

    public MailServer Imap(ConnectionProtection protection) => protection is ConnectionProtection.Tls
        ? new MailServer(Server.Host, Server.ImapsPort, protection) { TrustedCertificates = [Server.Root] }
        : new MailServer(Server.Host, Server.ImapPort, protection) { TrustedCertificates = [Server.Root] };

    public async Task<ImapMailbox> OpenAsync(MailCredential account, string folder = "INBOX", IProtocolLog? log = null)
    {
        var mailbox = await ImapMailbox.ConnectAsync(Imap(ConnectionProtection.None), account, log: log, cancellationToken: TestContext.Current.CancellationToken);
        await mailbox.OpenFolderAsync(folder, cancellationToken: TestContext.Current.CancellationToken);
        return mailbox;
    }
}
