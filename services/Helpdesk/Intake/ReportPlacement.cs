using Dapper;
using HelpdeskMail.Helpdesk.Classification;
using HelpdeskMail.Helpdesk.Loops;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// Finds the reply that a report is about: by a delivery mark of ours that the report names or returns, which is that one reply's; by a Message-ID, which a server may have written anew and which
/// other mails of the thread are named by too; failing both, by the ticket number in the subject that it returns together with a recipient of a reply of that ticket. Both or nothing: a number alone
/// can be made up.
/// </summary>
internal static class ReportPlacement
{
    /// <summary>Puts a report beside its reply; null when no reply is found.</summary>
    public static async Task<IntakeOutcome?> PlaceAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IntakeJob job, MailKind.Bounce bounce)
    {
        var evidence = new Evidence(ThreadingRule.ReportOfOurs, null);
        var report = bounce.Report;
        var original = await ByMarkAsync(connection, transaction, report) ?? await ByMessageIdAsync(connection, transaction, report);
        if (original is null)
        {
            original = await ByRecipientAsync(connection, transaction, report);
            evidence = new Evidence(ThreadingRule.ReportBySubject, original is null ? null : $"#{original.TicketNumber}");
        }

        if (original is null)
        {
            return null;
        }

        if (report is { Recipients.Count: 0, Undelivered: true } || (report.Recipients.Count == 0 && PlainBounce.SaysDelayed(report.Words)))
        {
            // It does not say in a form of its own who was not reached: its words do, of those whom the reply went to.
            report = report with { Recipients = PlainBounce.Read(report.Words, await RecipientsAsync(connection, transaction, original.EntryId)) };
        }

        // Whoever was not reached is shown on the reply even where the report itself is kept out of the ticket.
        await ReturnedMail.MarkAsync(connection, transaction, original.EntryId, original.TicketNumber, report, job.Now);
        if (await LoopWall.StopAsync(connection, transaction, job, original.TicketNumber) is { } stopped)
        {
            return stopped;
        }

        var told = TicketOpening.ToEntry(job, EntryKind.Bounce, evidence);
        var entry = await EntryWriter.AddAsync(connection, transaction, original.TicketNumber, told with { IsNews = told.IsNews && report.Undelivered });
        return new IntakeOutcome.Entry(original.TicketNumber, entry);
    }

    private static Task<Original?> ByMessageIdAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, DeliveryReport report) =>
        connection.QueryFirstOrDefaultAsync<Original?>(
            """
            select entry.id as entry_id, entry.ticket_number
            from message_id join entry on entry.id = message_id.entry_id
            where message_id.id = any (@ids) and message_id.ours
            order by entry.kind = 'Reply' desc, array_position(@ids, message_id.id) limit 1
            """,
            new { ids = MessageIdKey.OfAll(report.OriginalIds).ToArray() },
            transaction);

    private static async Task<Original?> ByMarkAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, DeliveryReport report) =>
        report.Replies.Count == 0
            ? null
            : await connection.QueryFirstOrDefaultAsync<Original?>(
                "select entry_id, ticket_number from outgoing where reply_id = any (@ids) order by array_position(@ids, reply_id) limit 1", new { ids = report.Replies.ToArray() }, transaction);

    private static async Task<Original?> ByRecipientAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, DeliveryReport report) =>
        report.Numbers.Count == 0 || (report.Recipients.Count == 0 && report.Words.Length == 0)
            ? null
            : await connection.QueryFirstOrDefaultAsync<Original?>(
                """
                select outgoing.entry_id, outgoing.ticket_number
                from outgoing
                where outgoing.ticket_number = any (array(select survivor(number) from unnest(@numbers) as number)) and not outgoing.superseded
                  and exists (
                    select 1 from jsonb_array_elements((reply -> 'To') || (reply -> 'Cc') || (reply -> 'Bcc')) as recipient
                    where lower(recipient ->> 'Address') = any (@recipients) or (@words <> '' and position(lower(recipient ->> 'Address') in @words) > 0))
                order by outgoing.queued_at desc limit 1
                """,
                new { numbers = report.Numbers.ToArray(), recipients = report.Recipients.Select(one => one.Address.ToLowerInvariant()).ToArray(), words = report.Recipients.Count == 0 ? DatabaseText.Clean(report.Words.ToLowerInvariant()) : "" },
                transaction);

    private static async Task<IReadOnlyList<string>> RecipientsAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long entry) =>
        (await connection.QueryAsync<string>(
            """
            select distinct recipient ->> 'Address' from outgoing cross join jsonb_array_elements((reply -> 'To') || (reply -> 'Cc') || (reply -> 'Bcc')) as recipient
            where entry_id = @entry and not superseded
            """,
            new { entry },
            transaction)).AsList();

    private sealed record Original(long EntryId, long TicketNumber);
}
