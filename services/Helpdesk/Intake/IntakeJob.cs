using System.Diagnostics;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Rules;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Threading;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>A received mail on its way into a ticket.</summary>
/// <param name="Receipt">Where it came from.</param>
/// <param name="Mail">What it says.</param>
/// <param name="Files">Its files, kept.</param>
/// <param name="SystemEmails">Our own addresses.</param>
/// <param name="Mailbox">What is set for the mailbox that it came by.</param>
/// <param name="Verdict">What the rules say of it.</param>
/// <param name="AsTicket">Whether it becomes an entry whatever the rules say.</param>
/// <param name="By">Who wants that; null when nobody asked.</param>
/// <param name="Now">When it is handled.</param>
public sealed record IntakeJob(
    MailReceipt Receipt,
    PreparedMail Mail,
    IReadOnlyList<KeptFile> Files,
    IReadOnlyList<KnownSystemEmail> SystemEmails,
    MailboxSettings Mailbox,
    RuleVerdict Verdict,
    bool AsTicket,
    Actor? By,
    DateTimeOffset Now)
{
    /// <summary>The trace that its entry is part of (W3C traceparent); null for none.</summary>
    public string? Trace { get; } = Activity.Current?.Id;

    /// <summary>The system email that it came by.</summary>
    public Guid MailboxId => Receipt.Place.SystemEmailId;

    /// <summary>Address of that system email; null while it is not known.</summary>
    public string? MailboxAddress => SystemEmails.FirstOrDefault(email => email.Id == MailboxId)?.Address;

    /// <summary>Digest that tells copies of one mail: a mailbox with tickets of its own has its own copy.</summary>
    public string Identity => Mailbox.OwnTickets ? $"{Mail.Identity}@{MailboxId}" : Mail.Identity;

    /// <summary>What other transactions that deal with the same mail or its conversation hold too (<see cref="ThreadLock"/>).</summary>
    public IReadOnlyList<string> Keys => field ??=
        [$"receipt {Receipt.ReceiptId}", Identity, .. Mail.Clues.Named.Select(named => named.Id), .. Mail.Clues.MessageId is { } own ? [own] : Array.Empty<string>()];

    /// <summary>Whether its address fields name the mailbox that it came by.</summary>
    public bool IsAddressedHere => Mail.Recipients.To.Concat(Mail.Recipients.Cc)
        .Any(one => string.Equals(AddressTokens.Without(one.Address), MailboxAddress, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether an address is one of our system emails', removed ones and those with a ticket's token included.</summary>
    public bool IsOurs(string address) =>
        AddressTokens.Without(address) is var bare && SystemEmails.Any(email => string.Equals(email.Address, bare, StringComparison.OrdinalIgnoreCase));
}
