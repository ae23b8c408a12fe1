using Dapper;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Helpdesk.Acknowledgements;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Rules;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// Makes ticket entries of received mail. One transaction a receipt, and the unique receipt in <c>intake</c> is the judge: however often and on however many
/// replicas a receipt is handled, it has one outcome. Dying anywhere leaves nothing, or all of it; files already given to the MailStore are found there again.
/// </summary>
public sealed class MailIntake(
    NpgsqlDataSource database,
    MailStoreClient mailStore,
    SystemEmailTable systemEmails,
    SystemEmailWatch watch,
    MailboxTable mailboxes,
    RuleTable rules,
    Acknowledgement acknowledgement,
    EntryPlacement placement,
    EntryFiles files,
    TimeProvider time)
{
    private const int LongestRuleText = 20_000;

    /// <summary>Handles a receipt, or says what became of it before.</summary>
    /// <param name="receiptId">The receipt in the MailStore.</param>
    /// <param name="cancellation">Ends the work; nothing of it stays.</param>
    /// <exception cref="HttpRequestException">The MailStore is away; try again later.</exception>
    public Task<IntakeOutcome> HandleAsync(long receiptId, CancellationToken cancellation) => HandleAsync(receiptId, again: false, asTicket: false, by: null, cancellation);

    /// <summary>Handles a receipt once more that was kept without an entry. One that has an entry stays as it is.</summary>
    /// <param name="receiptId">The receipt.</param>
    /// <param name="asTicket">Whether it becomes an entry even though the rules would keep it.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellation">Ends the work; nothing of it stays.</param>
    /// <exception cref="HttpRequestException">The MailStore is away; try again later.</exception>
    public Task<IntakeOutcome> HandleAgainAsync(long receiptId, bool asTicket, Actor by, CancellationToken cancellation) =>
        HandleAsync(receiptId, again: true, asTicket, by, cancellation);

    private async Task<IntakeOutcome> HandleAsync(long receiptId, bool again, bool asTicket, Actor? by, CancellationToken cancellation)
    {
        if (await FindAsync(receiptId, cancellation) is { } known && !IsOpen(known, again))
        {
            return known.ToOutcome();
        }

        if (await mailStore.FindReceiptAsync(receiptId, cancellation) is not { } receipt)
        {
            return new IntakeOutcome.Unknown();
        }

        if (receipt.Content is null || await mailStore.ReadRawAsync(receiptId, cancellation) is not { } raw)
        {
            return await KeepUnreadAsync(receipt, cancellation);
        }

        var mail = PreparedMail.Read(raw, receipt.Content);
        var ours = await systemEmails.ListAsync(cancellation);
        if (ours.All(email => email.Id != receipt.Place.SystemEmailId))
        {
            // A mailbox that was linked a moment ago: its address has to be known before its own mail is judged.
            await watch.TryReadAsync(cancellation);
            ours = await systemEmails.ListAsync(cancellation);
        }

        mail = mail with { Kind = Classification.OwnList.Judge(mail.Kind, mail.Headers, ours.Select(email => email.Address)) };
        var stored = await files.StoreAsync(mail.Files, cancellation);
        var mailbox = await mailboxes.FindAsync(receipt.Place.SystemEmailId, cancellation);
        var subject = new RuleSubject(
            mail.Author.Address.ToLowerInvariant(), [.. mail.Recipients.To.Concat(mail.Recipients.Cc).Select(one => one.Address.ToLowerInvariant())],
            mail.Subject, ReplyText.Split(mail.Text.Length > LongestRuleText ? mail.Text[..LongestRuleText] : mail.Text).NewText, receipt.Size, mail.Headers);
        var verdict = RuleVerdict.Of(await rules.ListAsync(cancellation), receipt.Place.SystemEmailId, subject);
        var job = new IntakeJob(receipt, mail, stored, ours, mailbox, verdict, asTicket, by, time.GetUtcNow());
        var outcome = await InOneTransactionAsync(job, again, cancellation);
        await rules.CountAsync(verdict.Matched, job.Now, cancellation);
        if (mailbox.Acknowledge && outcome is IntakeOutcome.Entry made)
        {
            await acknowledgement.AnnounceAsync(made.TicketNumber, job.Now, cancellation);
        }

        return outcome;
    }

    private async Task<IntakeOutcome> InOneTransactionAsync(IntakeJob job, bool again, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var clues = job.Mail.Clues;
        string[] keys = [$"receipt {job.Receipt.ReceiptId}", job.Identity, .. clues.Named.Select(named => named.Id), .. clues.MessageId is { } own ? [own] : Array.Empty<string>()];
        await ThreadLock.TakeAsync(connection, transaction, keys);
        if (await FindAsync(job.Receipt.ReceiptId, connection, transaction) is { } known && !IsOpen(known, again))
        {
            return known.ToOutcome();
        }

        var outcome = await placement.PlaceAsync(connection, transaction, job);
        await RecordAsync(connection, transaction, job.Receipt, outcome, job.Mail.Author.Address, job.Mail.Subject, job.Now);
        await transaction.CommitAsync(cancellation);
        return outcome;
    }

    /// <summary>A message of which only the header, or nothing, could be had.</summary>
    private async Task<IntakeOutcome> KeepUnreadAsync(MailReceipt receipt, CancellationToken cancellation)
    {
        var header = await mailStore.ReadHeaderAsync(receipt.ReceiptId, cancellation);
        var message = MimeMessage.Parse(header ?? ReadOnlyMemory<byte>.Empty);
        var limit = (await systemEmails.FindAsync(receipt.Place.SystemEmailId, cancellation))?.MaxMessageSize;
        var outcome = new IntakeOutcome.Kept(
            limit is { } most && receipt.Size > most ? KeptReason.TooLarge : KeptReason.Unreadable,
            receipt.Failure is { Length: > 0 } failure ? failure : "The message was not kept by the MailStore.");

        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await ThreadLock.TakeAsync(connection, transaction, [$"receipt {receipt.ReceiptId}"]);
        if (await FindAsync(receipt.ReceiptId, connection, transaction) is { Outcome: not "Kept" } known)
        {
            return known.ToOutcome();
        }

        await RecordAsync(
            connection, transaction, receipt, outcome, DatabaseText.OneLine((message.From is [var from, ..] ? from : null)?.Address, 320), DatabaseText.OneLine(message.Subject, 500), time.GetUtcNow());
        await transaction.CommitAsync(cancellation);
        return outcome;
    }

    /// <summary>Whether a receipt may still get another outcome: one whose message came only later, or that a person wants handled again.</summary>
    private static bool IsOpen(IntakeRow row, bool again) => row.Outcome == "Kept" && (again || row.Content is null);

    private async Task<IntakeRow?> FindAsync(long receiptId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await FindAsync(receiptId, connection, null);
    }

    private static Task<IntakeRow?> FindAsync(long receiptId, NpgsqlConnection connection, NpgsqlTransaction? transaction) =>
        connection.QuerySingleOrDefaultAsync<IntakeRow?>(
            "select receipt_id, content, outcome, reason, explanation, rule_id, ticket_number, entry_id from intake where receipt_id = @receiptId", new { receiptId }, transaction);

    private static async Task RecordAsync(
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
                  size = excluded.size, handled_at = excluded.handled_at, dismissed_at = null
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
        await connection.ExecuteAsync("select pg_notify('helpdesk_live', @topic)", new { topic = kept is null ? "intake" : "failed-mail" }, transaction);
    }
}
