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

    private const string Own = "select " + Columns + " from intake where receipt_id = @receipt";

    /// <summary>
    /// Begins the transaction that stores a receipt, in one round trip: open pages are told after it (<see cref="Live.LiveTeller"/>), its statements are planned once, since each is best done in one way whatever is asked
    /// for, and its mails' conversations are held. What is read is read after that.
    /// </summary>
    /// <param name="connection">Connection of the transaction.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="job">The mail.</param>
    /// <returns>What became of the receipt before, and the entry of a copy of its mail; null where there is none.</returns>
    public static async Task<(IntakeRow? Known, IntakeOutcome.Copy? Copy)> BeginAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IntakeJob job)
    {
        // The identity that all mailboxes share may be that of a mail which came before its mailbox was divided from this one: it is no copy then, unless it came by this one as well.
        // Where no identity is known, it may be a mail whose words were changed on its way to another mailbox.
        await using var found = await connection.QueryMultipleAsync(
            $"""
            {Settings};
            {ThreadLock.Statement};
            {Own};
            select entry.ticket_number, entry.id as entry_id from entry join ticket on ticket.number = entry.ticket_number
            where entry.mail_identity = any (@Identities)
              and (entry.mail_identity <> @Shared or @Identity = @Shared or not coalesce(ticket.system_email_id = any (@Elsewhere), false)
                or exists (select from intake where intake.entry_id = entry.id and intake.system_email_id = @MailboxId))
            order by entry.id limit 1;
            select entry.ticket_number, entry.id as entry_id
            from message_id join entry on entry.id = message_id.entry_id join intake on intake.entry_id = entry.id
            where message_id.id = @MessageId and not message_id.ours and intake.outcome = 'Entry' and intake.twin = @Twin
              and intake.system_email_id <> @MailboxId and not intake.system_email_id = any (@Elsewhere)
            order by entry.id limit 1;
            """,
            new
            {
                receipt = job.Receipt.ReceiptId,
                names = ThreadLock.Names(job.Keys),
                Identities = job.Identities.ToArray(),
                job.Identity,
                Shared = job.Mail.Identity,
                Elsewhere = job.Elsewhere.ToArray(),
                job.MailboxId,
                job.Mail.Clues.MessageId,
                job.Mail.Twin,
            },
            transaction);
        await found.ReadAsync();
        await found.ReadAsync();
        var known = await found.ReadSingleOrDefaultAsync<IntakeRow?>();
        var copy = await found.ReadFirstOrDefaultAsync<IntakeOutcome.Copy?>();
        return (known, copy ?? await found.ReadFirstOrDefaultAsync<IntakeOutcome.Copy?>());
    }

    /// <summary>Begins the transaction that stores a receipt without an entry.</summary>
    /// <param name="connection">Connection of the transaction.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="receipt">The receipt.</param>
    /// <returns>What became of the receipt before; null where nothing has.</returns>
    public static async Task<IntakeRow?> BeginAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, long receipt)
    {
        await using var found = await connection.QueryMultipleAsync($"{Settings}; {ThreadLock.Statement}; {Own};", new { receipt, names = ThreadLock.Names([$"receipt {receipt}"]) }, transaction);
        await found.ReadAsync();
        await found.ReadAsync();
        return await found.ReadSingleOrDefaultAsync<IntakeRow?>();
    }

    /// <summary>Begins the transaction that stores many receipts, as <see cref="BeginAsync(NpgsqlConnection, NpgsqlTransaction, IntakeJob)"/> does for one.</summary>
    /// <param name="connection">Connection of the transaction.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="jobs">The mails; no two of them have a key in common.</param>
    /// <returns>Places, from 0, of those that have been handled or may be copies of a mail that is here, and of those that an entry names.</returns>
    public static async Task<(HashSet<int> Known, HashSet<int> Named)> BeginAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, IReadOnlyList<IntakeJob> jobs)
    {
        await using var found = await connection.QueryMultipleAsync(
            $"""
            {Settings};
            {ThreadLock.Statement};
            select place from unnest(@receipts, @messageIds, @places) as one (receipt, message_id, place)
            where exists (select from intake where receipt_id = receipt) or exists (select from message_id as held where held.id = one.message_id and not held.ours)
            union select place from unnest(@identities, @identified) as one (identity, place) where exists (select from entry where mail_identity = identity);
            select place from unnest(@messageIds, @places) as one (message_id, place) where exists (select from reference where id = message_id);
            """,
            new
            {
                names = jobs.SelectMany(job => job.Keys).ToArray(),
                receipts = jobs.Select(job => job.Receipt.ReceiptId).ToArray(),
                identities = jobs.SelectMany(job => job.Identities).ToArray(),
                identified = jobs.SelectMany((job, place) => Enumerable.Repeat(place, job.Identities.Count)).ToArray(),
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
            delete from intake_trouble where receipt_id = any (@receipts);
            insert into intake (receipt_id, system_email_id, content, outcome, reason, explanation, rule_id, ticket_number, entry_id, sender, subject, size, received_at, twin, handled_at)
            select receipt, mailbox, content, outcome, reason, explanation, rule, ticket, entry, sender, subject, size, received, twin, @now
            from unnest(@receipts, @mailboxes, @contents, @outcomes, @reasons, @explanations, @rules, @tickets, @entries, @senders, @subjects, @sizes, @received, @twins)
              as one (receipt, mailbox, content, outcome, reason, explanation, rule, ticket, entry, sender, subject, size, received, twin)
            on conflict (receipt_id) do update
              set content = excluded.content, outcome = excluded.outcome, reason = excluded.reason, explanation = excluded.explanation, rule_id = excluded.rule_id,
                  ticket_number = excluded.ticket_number, entry_id = excluded.entry_id, sender = excluded.sender, subject = excluded.subject,
                  size = excluded.size, twin = excluded.twin, handled_at = excluded.handled_at,
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
                twins = Of(mail => mail.Twin),
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
