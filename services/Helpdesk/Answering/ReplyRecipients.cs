using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>To whom an answer goes unless the agent says otherwise: all who were in the newest mail, without ourselves.</summary>
internal static class ReplyRecipients
{
    public static (IReadOnlyList<EntryAddress> To, IReadOnlyList<EntryAddress> Cc) For(Ticket ticket, IReadOnlySet<string> ours)
    {
        var newest = ticket.Entries.LastOrDefault(entry => entry.Kind == EntryKind.Mail && entry.Automatic is null && IsOther(entry.AuthorAddress, ours))
            ?? ticket.Entries.LastOrDefault(entry => entry.Kind == EntryKind.Mail && IsOther(entry.AuthorAddress, ours));
        if (newest is null)
        {
            return ([new EntryAddress(ticket.CustomerAddress, ticket.CustomerName.Length > 0 ? ticket.CustomerName : null)], []);
        }

        if (newest.Evidence?.Rule == ThreadingRule.Forwarded)
        {
            return ([new EntryAddress(ticket.CustomerAddress, ticket.CustomerName.Length > 0 ? ticket.CustomerName : null)], []);
        }

        var recipients = newest.Recipients;
        var wanted = recipients.ReplyTo.Where(address => IsOther(address.Address, ours)).ToList();
        var sender = newest.AuthorName == newest.AuthorAddress ? null : newest.AuthorName;
        var to = wanted.Count > 0 ? wanted : [new EntryAddress(newest.AuthorAddress!, sender)];
        var named = to.Select(address => address.Address).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var cc = recipients.To.Concat(recipients.Cc)
            .Where(address => IsOther(address.Address, ours) && named.Add(address.Address))
            .ToList();
        return (to, cc);
    }

    private static bool IsOther(string? address, IReadOnlySet<string> ours) =>
        address is not null && address.Contains('@', StringComparison.Ordinal) && !ours.Contains(AddressTokens.Without(address).ToLowerInvariant());
}
