using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Helpdesk.Acknowledgements;
using HelpdeskMail.Helpdesk.Live;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.Rules;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.SystemEmails;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// Makes ticket entries of received mail. Each receipt is stored in one transaction, its own or one of many receipts (<see cref="IntakeBatch"/>), and the unique receipt in <c>intake</c> is the judge: however often and on however many
/// replicas a receipt is handled, it has one outcome. Dying anywhere leaves nothing, or all of it; files already given to the MailStore are found there again.
/// </summary>
public sealed class MailIntake(
    NpgsqlDataSource database,
    MailStoreClient mailStore,
    SharedCalls calls,
    IntakeDesk desk,
    IntakeTurns turns,
    IntakeBatch batch,
    SystemEmailTable systemEmails,
    SystemEmailWatch watch,
    RuleTable rules,
    Acknowledgement acknowledgement,
    EntryPlacement placement,
    EntryFiles files,
    ResetLinks resetLinks,
    LiveTeller live,
    TimeProvider time)
{
    /// <summary>Handles a receipt, or says what became of it before.</summary>
    /// <param name="receiptId">The receipt in the MailStore.</param>
    /// <param name="cancellation">Ends the work; nothing of it stays.</param>
    /// <exception cref="HttpRequestException">The MailStore is away; try again later.</exception>
    public async Task<IntakeOutcome> HandleAsync(long receiptId, CancellationToken cancellation) => (await HandleReceiptAsync(receiptId, cancellation)).Outcome;

    /// <summary>Handles a receipt as <see cref="HandleAsync(long, CancellationToken)"/> does, and says of which bytes that is true.</summary>
    /// <param name="receiptId">The receipt in the MailStore.</param>
    /// <param name="cancellation">Ends the work; nothing of it stays.</param>
    /// <exception cref="HttpRequestException">The MailStore is away; try again later.</exception>
    public Task<HandledReceipt> HandleReceiptAsync(long receiptId, CancellationToken cancellation) => HandleAsync(receiptId, again: false, asTicket: false, by: null, cancellation);

    /// <summary>Handles a receipt once more that was kept without an entry. One that has an entry stays as it is.</summary>
    /// <param name="receiptId">The receipt.</param>
    /// <param name="asTicket">Whether it becomes an entry even though the rules would keep it.</param>
    /// <param name="by">Who wants it.</param>
    /// <param name="cancellation">Ends the work; nothing of it stays.</param>
    /// <exception cref="HttpRequestException">The MailStore is away; try again later.</exception>
    public async Task<IntakeOutcome> HandleAgainAsync(long receiptId, bool asTicket, Actor by, CancellationToken cancellation) =>
        (await HandleAsync(receiptId, again: true, asTicket, by, cancellation)).Outcome;

    private async Task<HandledReceipt> HandleAsync(long receiptId, bool again, bool asTicket, Actor? by, CancellationToken cancellation)
    {
        var facts = await desk.ReadAsync(receiptId, cancellation);
        if (facts.Known is { } known && !IsOpen(known, again))
        {
            return new HandledReceipt(known.ToOutcome(), known.Content);
        }

        using var read = await calls.ReadMailAsync(receiptId, mailStore, cancellation);
        if (read is not { Receipt: var receipt })
        {
            return new HandledReceipt(new IntakeOutcome.Unknown(), Content: null);
        }

        if (receipt.Content is null || read.Raw is not { } raw)
        {
            return new HandledReceipt(await KeepUnreadAsync(receipt, cancellation), receipt.Content);
        }

        var mail = PreparedMail.Read(raw, receipt.Content);
        if (facts.IsAboutAccount(mail))
        {
            // Whatever anybody wants: there may be a key in it that opens somebody's account.
            var secret = new IntakeOutcome.Kept(KeptReason.AccountMail, "It is a mail of this helpdesk about somebody's account, or one that came of it. It becomes no ticket, and its source is not shown.");
            return new HandledReceipt(await KeepAsync(new HandledMail(receipt, secret, mail.Author.Address, mail.Subject), cancellation), receipt.Content);
        }

        if (facts.KnowsLinks(time.GetUtcNow()))
        {
            await resetLinks.VoidAsync(mail, facts.SystemEmails.FirstOrDefault(email => email.Id == receipt.Place.SystemEmailId)?.Address ?? "a mailbox", cancellation);
        }

        var ours = facts.SystemEmails;
        if (ours.All(email => email.Id != receipt.Place.SystemEmailId))
        {
            // A mailbox that was linked a moment ago: its address has to be known before its own mail is judged.
            await watch.TryReadAsync(cancellation);
            ours = await systemEmails.ListAsync(cancellation);
        }

        mail = mail.ReadAs([.. ours.Select(email => email.Address)]);
        var mailbox = facts.Of(receipt.Place.SystemEmailId);
        var subject = new RuleSubject(
            mail.Author.Address.ToLowerInvariant(), [.. mail.Recipients.To.Concat(mail.Recipients.Cc).Select(one => one.Address.ToLowerInvariant())],
            mail.Subject, mail.NewText, receipt.Size, mail.Headers);
        var verdict = RuleVerdict.Of(facts.Rules, receipt.Place.SystemEmailId, subject);
        var job = new IntakeJob(receipt, mail, [], ours, mailbox, verdict, asTicket, by, time.GetUtcNow())
        {
            Divided = facts.Walls.DividedFrom(mailbox.SystemEmailId, ours.Select(email => email.Id)),
            WithOwnTickets = [.. facts.Mailboxes.Where(one => one.OwnTickets && one.SystemEmailId != mailbox.SystemEmailId).Select(one => one.SystemEmailId)],
        };
        if (mail.Files.Count > 0 && MayHaveAnEntry(job) && !await IsOwnCopyAsync(job, cancellation))
        {
            job = job with { Files = await files.StoreAsync(mail.Files, cancellation) };
        }

        var outcome = (again ? null : await batch.TryStoreAsync(job, cancellation)) ?? await InOneTransactionAsync(job, again, cancellation);
        await rules.CountAsync(verdict.Matched, job.Now, cancellation);
        if (mailbox.Acknowledge && outcome is IntakeOutcome.Entry made)
        {
            await acknowledgement.AnnounceAsync(made.TicketNumber, job.Now, cancellation);
        }

        return new HandledReceipt(outcome, receipt.Content);
    }

    /// <summary>Whether a mail may become an entry. What a rule refuses does not, and its files would lie in the MailStore for nobody; reports and mail of our own are placed before the rules are asked.</summary>
    private static bool MayHaveAnEntry(IntakeJob job) => job.AsTicket || job.Verdict.Refused is null || job.Mail.Kind is Classification.MailKind.Bounce || job.IsOurs(job.Mail.Author.Address);

    /// <summary>Whether a mail of ours has come back, whose files are kept with its entry. What is found here is found again by the transaction that stores the receipt.</summary>
    private async Task<bool> IsOwnCopyAsync(IntakeJob job, CancellationToken cancellation)
    {
        if (!job.IsOurs(job.Mail.Author.Address))
        {
            return false;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await OwnMail.FindAsync(connection, null, job) is { } own && own.IsAllOf(job);
    }

    private async Task<IntakeOutcome> InOneTransactionAsync(IntakeJob job, bool again, CancellationToken cancellation)
    {
        using var turn = again ? null : await turns.TakeAsync(cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var (known, copy) = await IntakeTable.BeginAsync(connection, transaction, job);
        if (known is not null && !IsOpen(known, again))
        {
            return known.ToOutcome();
        }

        var outcome = copy ?? await placement.PlaceAsync(connection, transaction, job);
        await IntakeTable.RecordAsync(connection, transaction, [HandledMail.Of(job, outcome)], job.Now);
        await transaction.CommitAsync(cancellation);
        live.Tell(Topics(outcome));
        return outcome;
    }

    /// <summary>A message of which only the header, or nothing, could be had.</summary>
    private async Task<IntakeOutcome> KeepUnreadAsync(MailReceipt receipt, CancellationToken cancellation)
    {
        var limit = (await systemEmails.FindAsync(receipt.Place.SystemEmailId, cancellation))?.MaxMessageSize;
        var outcome = new IntakeOutcome.Kept(
            limit is { } most && receipt.Size > most ? KeptReason.TooLarge : KeptReason.Unreadable,
            receipt.Failure is { Length: > 0 } failure ? failure : "The message was not kept by the MailStore.");
        return await KeepAsync(HandledMail.OfHead(receipt, outcome, await mailStore.ReadHeaderAsync(receipt.ReceiptId, cancellation) ?? []), cancellation);
    }

    /// <summary>Stores that a mail is kept without an entry.</summary>
    private async Task<IntakeOutcome> KeepAsync(HandledMail mail, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await IntakeTable.BeginAsync(connection, transaction, mail.Receipt.ReceiptId) is { Outcome: not "Kept" } known)
        {
            return known.ToOutcome();
        }

        await IntakeTable.RecordAsync(connection, transaction, [mail], time.GetUtcNow());
        await transaction.CommitAsync(cancellation);
        live.Tell(Topics(mail.Outcome));
        return mail.Outcome;
    }

    /// <summary>Whether a receipt may still get another outcome: one whose message came only later, or that a person wants handled again.</summary>
    private static bool IsOpen(IntakeRow row, bool again) => row.Outcome == "Kept" && (again || row.Content is null);

    private static IEnumerable<string> Topics(IntakeOutcome outcome) => outcome switch
    {
        IntakeOutcome.Entry made => [$"ticket {made.TicketNumber}", "intake"],
        IntakeOutcome.Kept => ["failed-mail"],
        _ => ["intake"],
    };
}
