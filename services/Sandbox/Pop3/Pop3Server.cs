using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.Mailboxes;
using HelpdeskMail.Sandbox.SignIn.Mail;
using HelpdeskMail.Sandbox.Wire;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Sandbox.Pop3;

/// <summary>The POP3 server: the inbox only, XOAUTH2 in two steps, as Exchange Online has it.</summary>
public sealed class Pop3Server(FolderStore folders, MessageStore messages, MailSignIn signIn, FaultBoard faults, SelfMadeCertificate certificate, IOptions<SandboxSettings> settings, TimeProvider time)
{
    public FolderStore Folders => folders;

    public MessageStore Messages => messages;

    public MailSignIn SignIn => signIn;

    public FaultBoard Faults => faults;

    public SelfMadeCertificate Certificate => certificate;

    public SandboxSettings Settings => settings.Value;

    public TimeProvider Time => time;

    public Task ServeAsync(MailConnection connection, CancellationToken cancellation) => new Pop3Session(this, connection).RunAsync(cancellation);
}
