using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Watching;

/// <summary>A mailbox that this replica works: its settings as of one revision, and the right to it.</summary>
/// <param name="Settings">The system email; its receiving side is set.</param>
/// <param name="Lease">The right.</param>
internal sealed record WatchedMailbox(SystemEmailSettings Settings, MailboxLease Lease)
{
    /// <summary>The system email.</summary>
    public Guid Id => Settings.Id;

    /// <summary>The receiving side.</summary>
    public ReceivingSettings Receiving => Settings.Receiving!;

    /// <summary>Folder that is watched.</summary>
    public string Folder => Receiving.Folder;

    /// <summary>The place of a message.</summary>
    public MailPlace Place(MessageKey key) => new(Id, MailSource.Imap, Folder, key.Value);
}
