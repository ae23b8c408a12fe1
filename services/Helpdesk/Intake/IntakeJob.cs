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

    /// <summary>Mailboxes that somebody may work in who may not work in this one, or the other way round: nothing that came by this one belongs into a ticket of theirs.</summary>
    public IReadOnlyList<Guid> Divided { get; init; } = [];

    /// <summary>Mailboxes that have their own copy of each mail: copies of theirs are none here.</summary>
    public IReadOnlyList<Guid> WithOwnTickets { get; init; } = [];

    /// <summary>Digest that tells copies of one mail: a mailbox with tickets of its own has its own copy, and so has one that is not open to the same people as all others.</summary>
    public string Identity => HasOwnCopy ? OwnIdentity(MailboxId) : Mail.Identity;

    /// <summary>The identities by which a copy of it may be here: those of the mailboxes that share their tickets with this one, as they are or were set.</summary>
    public IReadOnlyList<string> Identities =>
    [
        Mail.Identity, OwnIdentity(MailboxId),
        .. Divided.Count == 0 || Mailbox.OwnTickets ? [] : SystemEmails.Select(email => email.Id).Where(id => id != MailboxId && !Elsewhere.Contains(id)).Select(OwnIdentity),
    ];

    /// <summary>Mailboxes by which a copy of it may come that is not one here.</summary>
    public IReadOnlyList<Guid> Elsewhere => field ??= Mailbox.OwnTickets ? [.. SystemEmails.Select(email => email.Id).Where(id => id != MailboxId)] : [.. Divided, .. WithOwnTickets];

    /// <summary>What other transactions that deal with the same mail or its conversation hold too (<see cref="ThreadLock"/>).</summary>
    public IReadOnlyList<string> Keys => field ??=
        [$"receipt {Receipt.ReceiptId}", Mail.Identity, .. Mail.Clues.Named.Select(named => named.Id), .. Mail.Clues.MessageId is { } own ? [own] : Array.Empty<string>()];

    private bool HasOwnCopy => Mailbox.OwnTickets || Divided.Count > 0;

    private string OwnIdentity(Guid mailbox) => $"{Mail.Identity}@{mailbox}";

    /// <summary>Whether its address fields name the mailbox that it came by.</summary>
    public bool IsAddressedHere => Mail.Recipients.To.Concat(Mail.Recipients.Cc)
        .Any(one => string.Equals(AddressTokens.Without(one.Address), MailboxAddress, StringComparison.OrdinalIgnoreCase));

    /// <summary>Whether an address is one of our system emails', removed ones and those with a ticket's token included.</summary>
    public bool IsOurs(string address) =>
        AddressTokens.Without(address) is var bare && SystemEmails.Any(email => string.Equals(email.Address, bare, StringComparison.OrdinalIgnoreCase));
}
