using Dapper;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.MailboxAccess;
using HelpdeskMail.Helpdesk.People;
using Npgsql;

namespace HelpdeskMail.Helpdesk.FailedMail;

/// <summary>Mail that became no ticket entry, until somebody has dealt with it.</summary>
public sealed class KeptMailList(NpgsqlDataSource database, AuditLog audit, TimeProvider time)
{
    /// <summary>Most of one part.</summary>
    public const int LongestPage = 200;

    /// <summary>A part of the list, newest first.</summary>
    /// <param name="reader">Who asks: only what came by mailboxes that are open to them is listed.</param>
    /// <param name="before">Receipt that the part before ended with; null for the beginning.</param>
    /// <param name="limit">How many, up to <see cref="LongestPage"/>.</param>
    /// <param name="cancellation">Ends the query.</param>
    public async Task<IReadOnlyList<KeptMail>> ReadAsync(Guid reader, long? before, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<KeptMail>(
            $"""
            select intake.receipt_id, intake.reason, intake.explanation, intake.sender, intake.subject, intake.size, intake.received_at, intake.handled_at,
                   system_email.address as system_email_address, intake.content is not null and intake.reason <> @AccountMail as has_source
            from intake left join system_email on system_email.id = intake.system_email_id
            where intake.outcome = 'Kept' and intake.dismissed_at is null and (@before::bigint is null or intake.receipt_id < @before)
              and {OpenMailboxes.Condition("intake.system_email_id")}
            order by intake.receipt_id desc limit @rows
            """,
            new { reader, before, KeptReason.AccountMail, rows = Math.Clamp(limit, 1, LongestPage) })).AsList();
    }

    /// <summary>Whether the source of a mail may be read: it was handled, and there is no key in it that opens somebody's account.</summary>
    public async Task<bool> MayBeReadAsync(long receiptId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>(
            "select exists (select from intake where receipt_id = @receiptId and reason is distinct from @AccountMail)", new { receiptId, KeptReason.AccountMail });
    }

    /// <summary>Takes a mail off the list; it stays in the MailStore.</summary>
    /// <returns>False when it is not on the list.</returns>
    public async Task<bool> DismissAsync(long receiptId, Actor by, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var done = await connection.ExecuteAsync(
            "update intake set dismissed_at = @now where receipt_id = @receiptId and outcome = 'Kept' and dismissed_at is null", new { receiptId, now = time.GetUtcNow() }) == 1;
        if (done)
        {
            await connection.ExecuteAsync("select pg_notify('helpdesk_live', 'failed-mail')");
            await audit.AddAsync(by, "failed_mail_dismissed", $"receipt {receiptId}", cancellation);
        }

        return done;
    }
}
