using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.Mailboxes;
using HelpdeskMail.Sandbox.SignIn.Mail;
using HelpdeskMail.Sandbox.Wire;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Sandbox.Imap;

/// <summary>The IMAP server: IMAP4rev1 with the extensions Exchange Online has, and without those it has not.</summary>
public sealed class ImapServer(
    FolderStore folders,
    MessageStore messages,
    MailboxEvents events,
    MailSignIn signIn,
    FaultBoard faults,
    SelfMadeCertificate certificate,
    IOptions<SandboxSettings> settings,
    TimeProvider time)
{
    public FolderStore Folders => folders;

    public MessageStore Messages => messages;

    public MailboxEvents Events => events;

    public MailSignIn SignIn => signIn;

    public FaultBoard Faults => faults;

    public SelfMadeCertificate Certificate => certificate;

    public SandboxSettings Settings => settings.Value;

    public TimeProvider Time => time;

    public async Task ServeAsync(MailConnection connection, CancellationToken cancellation)
    {
        using var session = new ImapSession(this, connection);
        await session.RunAsync(cancellation);
    }
}
