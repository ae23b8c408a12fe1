using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>
/// To whom an answer goes unless the agent says otherwise, never to ourselves: all who were in the newest mail, or its sender. Mailing lists put their own address into Reply-To; where the
/// mail has them, Mail-Reply-To says where its writer wants an answer, and Mail-Followup-To where an answer to all goes, alone (draft-ietf-drums-mail-followup-to). While the mail's source
/// cannot be read, the answer goes as if it had neither.
/// </summary>
public sealed class ReplyRecipients(SystemEmailTable systemEmails, EntryFactsTable facts, MailStoreClient mailStore)
{
    /// <summary>An answer to all.</summary>
    public async Task<(IReadOnlyList<EntryAddress> To, IReadOnlyList<EntryAddress> Cc)> ToAllAsync(Ticket ticket, CancellationToken cancellation)
    {
        var ours = await OursAsync(cancellation);
        if (Newest(ticket, ours) is not { } newest)
        {
            return (Customer(ticket), []);
        }

        var wishes = await WishesAsync(newest, cancellation);
        if (Others(wishes.FollowUp, [], ours) is { Count: > 0 } followUp)
        {
            return (followUp, []);
        }

        var to = Sender(newest, wishes, ours);
        return (to, Others(newest.Recipients.To.Concat(newest.Recipients.Cc), to, ours));
    }

    /// <summary>An answer to the sender alone.</summary>
    public async Task<IReadOnlyList<EntryAddress>> ToSenderAsync(Ticket ticket, CancellationToken cancellation)
    {
        var ours = await OursAsync(cancellation);
        return Newest(ticket, ours) is { } newest ? Sender(newest, await WishesAsync(newest, cancellation), ours) : Customer(ticket);
    }

    private async Task<HashSet<string>> OursAsync(CancellationToken cancellation) =>
        (await systemEmails.ListAsync(cancellation)).Select(email => email.Address.ToLowerInvariant()).ToHashSet(StringComparer.Ordinal);

    private async Task<EntryFacts> WishesAsync(TicketEntry entry, CancellationToken cancellation) =>
        (await facts.ReadAsync([entry], mailStore, cancellation)).GetValueOrDefault(entry.Id) ?? EntryFacts.None;

    /// <summary>The newest mail of a person; null where the customer is to be answered instead: nobody has written, or only somebody who handed the customer's mail on.</summary>
    private static TicketEntry? Newest(Ticket ticket, HashSet<string> ours) =>
        (ticket.Entries.LastOrDefault(entry => entry.Kind == EntryKind.Mail && entry.Automatic is null && IsOther(entry.AuthorAddress, ours))
            ?? ticket.Entries.LastOrDefault(entry => entry.Kind == EntryKind.Mail && IsOther(entry.AuthorAddress, ours))) is { Evidence: not { Rule: ThreadingRule.Forwarded } } newest
            ? newest
            : null;

    private static List<EntryAddress> Customer(Ticket ticket) => [new(ticket.CustomerAddress, ticket.CustomerName.Length > 0 ? ticket.CustomerName : null)];

    private static List<EntryAddress> Sender(TicketEntry mail, EntryFacts wishes, HashSet<string> ours) =>
        Others(wishes.ReplyTo, [], ours) is { Count: > 0 } wished ? wished
        : mail.Recipients.ReplyTo.Where(address => IsOther(address.Address, ours)).ToList() is { Count: > 0 } wanted ? wanted
        : [new(mail.AuthorAddress!, mail.AuthorName == mail.AuthorAddress ? null : mail.AuthorName)];

    private static List<EntryAddress> Others(IEnumerable<EntryAddress> addresses, IReadOnlyList<EntryAddress> except, HashSet<string> ours)
    {
        var named = except.Select(address => address.Address).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. addresses.Where(address => IsOther(address.Address, ours) && named.Add(address.Address))];
    }

    private static bool IsOther(string? address, HashSet<string> ours) =>
        address is not null && address.Contains('@', StringComparison.Ordinal) && !ours.Contains(AddressTokens.Without(address).ToLowerInvariant());
}
