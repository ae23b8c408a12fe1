using Dapper;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>What became of each receipt.</summary>
internal static class IntakeTable
{
    /// <summary>The columns of <see cref="IntakeRow"/>.</summary>
    private const string Columns = "receipt_id, content, outcome, reason, explanation, rule_id, ticket_number, entry_id";

    private const string Settings = "select set_config('helpdesk.told_later', 'on', true), set_config('plan_cache_mode', 'force_generic_plan', true)";

    /// <summary>
    /// Begins the transaction that stores a receipt, in one round trip: open pages are told after it (<see cref="Live.LiveTeller"/>), its statements are planned once, since each is best done in one way whatever is asked
    /// for, and its mails' conversations are held. What is read is read after that.
    /// </summary>
    /// <param name="connection">Connection of the transaction.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="receipt">The receipt.</param>
    /// <param name="identity">Digest that tells copies of its mail; null for none.</param>
    /// <param name="keys">What other transactions that deal with the same receipt, mail or conversation hold too.</param>
    /// <returns>What became of the receipt before, and the entry of a copy of its mail; null where there is none.</returns>
    public static async Task<(IntakeRow? Known, IntakeOutcome.Copy? Copy)> BeginAsync(
        NpgsqlConnection connection, NpgsqlTransaction transaction, long receipt, string? identity, IEnumerable<string> keys)
    {
        await using var found = await connection.QueryMultipleAsync(
            $"""
            {Settings};
            {ThreadLock.Statement};
            select {Columns} from intake where receipt_id = @receipt;
            select ticket_number, id as entry_id from entry where mail_identity = @identity;
            """,
            new { receipt, identity, names = ThreadLock.Names(keys) },
            transaction);
        await found.ReadAsync();
        await found.ReadAsync();
        return (await found.ReadSingleOrDefaultAsync<IntakeRow?>(), await found.ReadFirstOrDefaultAsync<IntakeOutcome.Copy?>());
    }

    /// <summary>Begins the transaction that stores many receipts, as <see cref="BeginAsync(NpgsqlConnection, NpgsqlTransaction, long, string?, IEnumerable{string})"/> does for one.</summary>
    /// <param name="connection">Connection of the transaction.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="jobs">The mails; no two of them have a key in common.</param>
    /// <returns>Places, from 0, of those that have been handled or are copies of a mail that is here, and of those that an entry names.</returns>
    public static async Task<(HashSet<int> Known, HashSet<int> Named)> BeginAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<IntakeJob> jobs)
    {
        await using var found = await connection.QueryMultipleAsync(
            $"""
            {Settings};
            {ThreadLock.Statement};
            select place from unnest(@receipts, @identities, @places) as one (receipt, identity, place)
            where exists (select from intake where receipt_id = receipt) or exists (select from entry where mail_identity = identity);
            select place from unnest(@messageIds, @places) as one (message_id, place) where exists (select from reference where id = message_id);
            """,
            new
            {
                names = jobs.SelectMany(job => job.Keys).ToArray(),
                receipts = jobs.Select(job => job.Receipt.ReceiptId).ToArray(),
                identities = jobs.Select(job => job.Identity).ToArray(),
                messageIds = jobs.Select(job => job.Mail.Clues.MessageId).ToArray(),
                places = Enumerable.Range(0, jobs.Count).ToArray(),
            },
            transaction);
        await found.ReadAsync();
        await found.ReadAsync();
        return ((await found.ReadAsync<int>()).ToHashSet(), (await found.ReadAsync<int>()).ToHashSet());
    }

    /// <summary>What became of receipts before.</summary>
    public static async Task<IReadOnlyList<IntakeRow>> FindAsync(NpgsqlConnection connection, IReadOnlyCollection<long> receipts) =>
        (await connection.QueryAsync<IntakeRow>($"select {Columns} from intake where receipt_id = any (@receipts)", new { receipts = receipts.ToArray() })).AsList();

    /// <summary>Writes down what became of receipts.</summary>
    public static async Task RecordAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<HandledMail> mails, DateTimeOffset now)
    {
        await connection.ExecuteAsync(
            """
            insert into intake (receipt_id, system_email_id, content, outcome, reason, explanation, rule_id, ticket_number, entry_id, sender, subject, size, received_at, handled_at)
            select receipt, mailbox, content, outcome, reason, explanation, rule, ticket, entry, sender, subject, size, received, @now
            from unnest(@receipts, @mailboxes, @contents, @outcomes, @reasons, @explanations, @rules, @tickets, @entries, @senders, @subjects, @sizes, @received)
              as one (receipt, mailbox, content, outcome, reason, explanation, rule, ticket, entry, sender, subject, size, received)
            on conflict (receipt_id) do update
              set content = excluded.content, outcome = excluded.outcome, reason = excluded.reason, explanation = excluded.explanation, rule_id = excluded.rule_id,
                  ticket_number = excluded.ticket_number, entry_id = excluded.entry_id, sender = excluded.sender, subject = excluded.subject,
                  size = excluded.size, handled_at = excluded.handled_at,
                  dismissed_at = case when excluded.content is null and intake.content is null then intake.dismissed_at end
            """,
            new
            {
                receipts = Of(mail => mail.Receipt.ReceiptId),
                mailboxes = Of(mail => mail.Receipt.Place.SystemEmailId),
                contents = Of(mail => mail.Receipt.Content),
                outcomes = Of(mail => mail.Outcome.GetType().Name),
                reasons = Of(mail => (mail.Outcome as IntakeOutcome.Kept)?.Reason),
                explanations = Of(mail => (mail.Outcome as IntakeOutcome.Kept)?.Explanation),
                rules = Of(mail => (mail.Outcome as IntakeOutcome.Kept)?.RuleId),
                tickets = Of(mail => Place(mail.Outcome)?.TicketNumber),
                entries = Of(mail => Place(mail.Outcome)?.EntryId),
                senders = Of(mail => mail.Sender),
                subjects = Of(mail => mail.Subject),
                sizes = Of(mail => mail.Receipt.Size),
                received = Of(mail => mail.Receipt.ReceivedAt.ToUniversalTime()),
                now,
            },
            transaction);

        T[] Of<T>(Func<HandledMail, T> value) => [.. mails.Select(value)];

        static AddedEntry? Place(IntakeOutcome outcome) => outcome switch
        {
            IntakeOutcome.Entry made => new AddedEntry(made.TicketNumber, made.EntryId),
            IntakeOutcome.Copy copy => new AddedEntry(copy.TicketNumber, copy.EntryId),
            _ => null,
        };
    }
}
