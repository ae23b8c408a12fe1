using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Threading;

namespace HelpdeskMail.Helpdesk.Mailboxes;

/// <summary>Where answers to a ticket's mails go.</summary>
public sealed class TicketAddress(MailboxTable mailboxes, AddressTokens tokens)
{
    /// <summary>An address that names the ticket; null where the mailbox receives no such mail, so that answers go to its plain address.</summary>
    public async Task<ReplyAddress?> ForAsync(KnownSystemEmail from, long ticket, CancellationToken cancellation) =>
        (await mailboxes.FindAsync(from.Id, cancellation)).PlusAddresses && tokens.AddressOf(from.Address, ticket) is { } address ? new ReplyAddress(address, from.Name) : null;
}
