using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Threading;

namespace HelpdeskMail.Helpdesk.Mailboxes;

/// <summary>Where answers to a ticket's mails go.</summary>
public sealed class TicketAddress(AddressTokens tokens)
{
    /// <summary>An address that names the ticket; null where the mailbox receives no such mail, so that answers go to its plain address.</summary>
    public ReplyAddress? Of(MailboxSettings mailbox, KnownSystemEmail from, long ticket) =>
        mailbox.PlusAddresses && tokens.AddressOf(from.Address, ticket) is { } address ? new ReplyAddress(address, from.Name) : null;
}
