using Dapper;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Helpdesk.Threading;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>What became of each receipt.</summary>
internal static class IntakeTable
{
    /// <summary>The columns of <see cref="IntakeRow"/>.</summary>
    private const string Columns = "receipt_id, content, outcome, reason, explanation, rule_id, ticket_number, entry_id";

    /// <summary>
    /// Begins the transaction that stores a receipt, in one round trip: open pages are told after it (<see cref="Live.LiveTeller"/>), its statements are planned once, since each is best done in one way whatever is asked
    /// for, and its mails' conversations are held. What is read is read after that.
    /// </summary>
    /// <param name="connection">Connection of the transaction.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="receipt">The receipt.</param>
    /// <param name="identity">Digest that tells copies of its mail; null for none.</param>
    /// <param name="keys">What other transactions that deal with the same mail or its conversation hold too.</param>
    /// <returns>What became of the receipt before, and the entry of a copy of its mail; null where there is none.</returns>
    public static async Task<(IntakeRow? Known, IntakeOutcome.Copy? Copy)> BeginAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, long receipt, string? identity, IEnumerable<string> keys)
    {
        await using var found = await connection.QueryMultipleAsync(
            $"""
            select set_config('helpdesk.told_later', 'on', true), set_config('plan_cache_mode', 'auto', true);
            {ThreadLock.Statement};
            select {Columns} from intake where receipt_id = @receipt;
            select ticket_number, id as entry_id from entry where mail_identity = @identity;
            """,
            new { receipt, identity, names = ThreadLock.Names(keys.Prepend($"receipt {receipt}")) },
            transaction);
        await found.ReadAsync();
        await found.ReadAsync();
        return (await found.ReadSingleOrDefaultAsync<IntakeRow?>(), await found.ReadFirstOrDefaultAsync<IntakeOutcome.Copy?>());
    }

    /// <summary>What became of receipts before.</summary>
    public static async Task<IReadOnlyList<IntakeRow>> FindAsync(NpgsqlConnection connection, IReadOnlyCollection<long> receipts) =>
        (await connection.QueryAsync<IntakeRow>($"select {Columns} from intake where receipt_id = any (@receipts)", new { receipts = receipts.ToArray() })).AsList();

    /// <summary>Writes down what became of a receipt.</summary>
    public static async Task RecordAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, MailReceipt receipt, IntakeOutcome outcome, string sender, string subject, DateTimeOffset now)
    {
        var (ticket, entry) = outcome switch
        {
            IntakeOutcome.Entry made => (made.TicketNumber, made.EntryId),
            IntakeOutcome.Copy copy => ((long?)copy.TicketNumber, (long?)copy.EntryId),
            _ => (null, null),
        };
        var kept = outcome as IntakeOutcome.Kept;
        await connection.ExecuteAsync(
            """
            insert into intake (receipt_id, system_email_id, content, outcome, reason, explanation, rule_id, ticket_number, entry_id, sender, subject, size, received_at, handled_at)
            values (@ReceiptId, @SystemEmailId, @Content, @outcome, @Reason, @Explanation, @RuleId, @ticket, @entry, @sender, @subject, @Size, @ReceivedAt, @now)
            on conflict (receipt_id) do update
              set content = excluded.content, outcome = excluded.outcome, reason = excluded.reason, explanation = excluded.explanation, rule_id = excluded.rule_id,
                  ticket_number = excluded.ticket_number, entry_id = excluded.entry_id, sender = excluded.sender, subject = excluded.subject,
                  size = excluded.size, handled_at = excluded.handled_at,
                  dismissed_at = case when excluded.content is null and intake.content is null then intake.dismissed_at end
            """,
            new
            {
                receipt.ReceiptId,
                receipt.Place.SystemEmailId,
                receipt.Content,
                outcome = outcome.GetType().Name,
                kept?.Reason,
                kept?.Explanation,
                kept?.RuleId,
                ticket,
                entry,
                sender,
                subject,
                receipt.Size,
                receipt.ReceivedAt,
                now,
            },
            transaction);
    }
}
