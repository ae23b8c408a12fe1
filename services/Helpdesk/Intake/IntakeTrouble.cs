using Dapper;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Helpdesk.Live;
using HelpdeskMail.Helpdesk.MailStore;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>
/// What is done about a mail whose handling fails again and again: a mail that ends nowhere would be announced for ever and be seen by nobody. Where a service is away, trying later helps, and only
/// that it is late is noted. What fails for what is in the mail is listed under Failed mail, with its source, after <see cref="MostAttempts"/> attempts and an hour.
/// </summary>
public sealed class IntakeTrouble(NpgsqlDataSource database, MailStoreClient mailStore, LiveTeller live, TimeProvider time)
{
    /// <summary>So many attempts at least, of which some may fail for what passes by itself.</summary>
    public const int MostAttempts = 5;

    /// <summary>How long a mail may fail before it is given up, or, where a service is away, before somebody is told.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <summary>Classes of PostgreSQL's errors that come of what is stored: data, constraints, limits of the program, and what a trigger refuses.</summary>
    private static readonly string[] OfData = ["22", "23", "54", "P0"];

    /// <summary>Notes that the handling of a receipt has failed.</summary>
    /// <param name="receiptId">The receipt.</param>
    /// <param name="exception">What it failed with.</param>
    /// <param name="cancellation">Ends the work; nothing of it stays.</param>
    /// <returns>What became of the mail where it is given up; null where it is to be tried again.</returns>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    /// <exception cref="HttpRequestException">The MailStore is away.</exception>
    public async Task<HandledReceipt?> NoteAsync(long receiptId, Exception exception, CancellationToken cancellation)
    {
        var reason = ReasonOf(exception);
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var (attempts, isOld) = await connection.QuerySingleAsync<(int, bool)>(
            """
            insert into intake_trouble as known (receipt_id, attempts, said, first_at, last_at) values (@receiptId, @failed, @said, @now, @now)
            on conflict (receipt_id) do update set attempts = known.attempts + excluded.attempts, said = excluded.said, last_at = excluded.last_at
            returning attempts, first_at <= @before
            """,
            new { receiptId, failed = reason is null ? 0 : 1, said = reason ?? exception.GetType().Name, now, before = now - Patience });
        return reason is not null && attempts >= MostAttempts && isOld ? await KeepAsync(connection, receiptId, attempts, reason, now, cancellation) : null;
    }

    /// <summary>Why the mail itself cannot be handled, in words without anything of its content; null where the failure may pass.</summary>
    private static string? ReasonOf(Exception exception) => exception switch
    {
        PostgresException { IsTransient: false } refused when OfData.Contains(refused.SqlState[..2], StringComparer.Ordinal) => $"the database refuses it ({refused.SqlState})",
        NpgsqlException or HttpRequestException or TimeoutException or OperationCanceledException or IOException or OutOfMemoryException => null,
        _ => $"reading it fails ({exception.GetType().Name})",
    };

    private async Task<HandledReceipt?> KeepAsync(NpgsqlConnection connection, long receiptId, int attempts, string reason, DateTimeOffset now, CancellationToken cancellation)
    {
        if (await mailStore.FindReceiptAsync(receiptId, cancellation) is not { } receipt)
        {
            return null;
        }

        var outcome = new IntakeOutcome.Kept(KeptReason.Unreadable, $"It could not be taken in {attempts} times: {reason}. Its source is kept. Send it to whoever looks after this program; once that is mended, process it again.");
        var mail = await HeadAsync(receipt, outcome, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        if (await IntakeTable.BeginAsync(connection, transaction, receiptId) is { } known)
        {
            return new HandledReceipt(known.ToOutcome(), known.Content);
        }

        await IntakeTable.RecordAsync(connection, transaction, [mail], now);
        await transaction.CommitAsync(cancellation);
        live.Tell(["failed-mail"]);
        return new HandledReceipt(outcome, receipt.Content);
    }

    /// <summary>The mail with what people know it by; with nothing where even that cannot be read.</summary>
    private async Task<HandledMail> HeadAsync(MailReceipt receipt, IntakeOutcome outcome, CancellationToken cancellation)
    {
        try
        {
            return HandledMail.OfHead(receipt, outcome, await mailStore.ReadRawAsync(receipt.ReceiptId, cancellation) ?? []);
        }
        catch (Exception exception) when (ReasonOf(exception) is not null)
        {
            return new HandledMail(receipt, outcome, "", "");
        }
    }
}
