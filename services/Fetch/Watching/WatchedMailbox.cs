using System.Globalization;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Taking;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Watching;

/// <summary>A mailbox that this replica works: its settings as of one revision, the right to it, and the folder that is looked into.</summary>
/// <param name="Settings">The system email; its receiving side is set.</param>
/// <param name="Lease">The right.</param>
internal sealed record WatchedMailbox(SystemEmailSettings Settings, MailboxLease Lease)
{
    /// <summary>The system email.</summary>
    public Guid Id => Settings.Id;

    /// <summary>The receiving side.</summary>
    public ReceivingSettings Receiving => Settings.Receiving!;

    /// <summary>The folder; empty for POP3, which has none.</summary>
    public string Folder { get; init; } = Settings.Receiving!.Protocol == ReceivingProtocol.Pop3 ? "" : Settings.Receiving.Folder;

    /// <summary>How the reading by one connection goes.</summary>
    public ReadingPace Pace { get; init; } = new();

    /// <summary>How often the folder has begun its numbers anew without saying so; part of the place of its messages, since the same numbers name other messages then.</summary>
    public int Epoch { get; init; }

    /// <summary>How it is read.</summary>
    public MailSource Source => Receiving.Protocol switch
    {
        ReceivingProtocol.Pop3 => MailSource.Pop3,
        ReceivingProtocol.Graph => MailSource.Graph,
        _ => MailSource.Imap,
    };

    /// <summary>The same mailbox at another folder.</summary>
    public WatchedMailbox In(string folder) => this with { Folder = folder, Epoch = 0 };

    /// <summary>The place of a message.</summary>
    public MailPlace Place(MessageKey key) => new(Id, Source, Folder, Epoch == 0 ? key.Value : string.Create(CultureInfo.InvariantCulture, $"{key.Value}~{Epoch}"));
}
