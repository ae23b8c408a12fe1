using Dapper;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>The entry of a reply of ours that was received again: out of a Sent folder, or because one of our mailboxes wrote to another.</summary>
internal sealed record OwnMail
{
    /// <summary>By this a reply is known where a server has given it another Message-ID, as Exchange does.</summary>
    private const string DeliveryMark = "X-HelpdeskMail-Delivery";

    public long EntryId { get; init; }

    public long TicketNumber { get; init; }

    /// <summary>The system email that it was sent from.</summary>
    public Guid? MailboxId { get; init; }

    /// <summary>Whether it was an acknowledgement, which goes on nowhere.</summary>
    public bool IsAutomatic { get; init; }

    /// <summary>Whether a mail is no more than its copy: it came by the mailbox that it left from, or was not written to the one that it came by.</summary>
    public bool IsAllOf(IntakeJob job) => MailboxId == job.MailboxId || IsAutomatic || !job.IsAddressedHere;

    public static Task<OwnMail?> FindAsync(NpgsqlConnection connection, NpgsqlTransaction? transaction, IntakeJob job) =>
        connection.QueryFirstOrDefaultAsync<OwnMail?>(
            """
            select entry.id as entry_id, entry.ticket_number, entry.automatic is not null as is_automatic,
                   coalesce((select (reply ->> 'SystemEmailId')::uuid from outgoing where outgoing.entry_id = entry.id limit 1), ticket.system_email_id) as mailbox_id
            from message_id join entry on entry.id = message_id.entry_id join ticket on ticket.number = entry.ticket_number
            where message_id.ours and (message_id.id = @MessageId or message_id.entry_id = (select entry_id from outgoing where reply_id = @mark))
            order by message_id.id = @MessageId desc, entry.id limit 1
            """,
            new { job.Mail.Clues.MessageId, mark = Guid.TryParseExact(job.Mail.Headers.Get(DeliveryMark)?.Trim().Split('-')[0], "N", out var mark) ? mark : (Guid?)null },
            transaction);
}
