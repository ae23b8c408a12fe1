using Dapper;
using Npgsql;

namespace HelpdeskMail.Reply.Queue;

/// <summary>Mailboxes whose sending side is stopped for a while by something that concerns all their replies, on all replicas at once.</summary>
internal sealed class HoldTable(NpgsqlDataSource database)
{
    /// <summary>The holds and lifts of one mailbox follow each other, so that a hold sees each lift before it.</summary>
    public const string Turn = "select 1 from pg_advisory_xact_lock(hashtextextended('reply:hold:' || @systemEmailId, 0))";

    /// <summary>Whether the settings of a mailbox have changed, or it was let go on, since an attempt was claimed.</summary>
    public const string IsOutdated =
        "exists (select from heard_of where heard_of.system_email_id = @systemEmailId and (heard_of.revision > @revision or heard_of.lifts > @lifts))";

    /// <summary>
    /// Holds a mailbox and gives for how long; null, and no hold, where its settings have changed since the failing attempt was claimed, or somebody has let it go on: what the attempt met may have been mended.
    /// </summary>
    /// <param name="systemEmailId">The mailbox.</param>
    /// <param name="revision">Newest revision of its settings that the attempt knew of.</param>
    /// <param name="lifts">Lifts that the attempt knew of.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="pause">For how long, given the failures in a row.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<TimeSpan?> HoldAsync(Guid systemEmailId, int revision, long lifts, string reason, Func<int, TimeSpan> pause, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var answers = await connection.QueryMultipleAsync(
            $"""
            {Turn};
            insert into hold (system_email_id, held_until, reason) select @systemEmailId, now() + interval '5 seconds', @reason
            where not {IsOutdated}
            on conflict (system_email_id) do update set failures = hold.failures + case when hold.held_until > now() then 0 else 1 end, reason = excluded.reason
            returning failures
            """,
            new { systemEmailId, revision, lifts, reason });
        await answers.ReadAsync<int>();
        if (await answers.ReadSingleOrDefaultAsync<int?>() is not { } failures)
        {
            return null;
        }

        var length = pause(failures);
        await connection.ExecuteAsync("update hold set held_until = now() + @length where system_email_id = @systemEmailId", new { systemEmailId, length });
        return length;
    }

    /// <summary>Lets a mailbox go on: what waited for it is due now, and what is under way holds it no more.</summary>
    public async Task LiftAsync(Guid systemEmailId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            $"""
            {Turn};
            insert into heard_of (system_email_id, lifts) values (@systemEmailId, 1) on conflict (system_email_id) do update set lifts = heard_of.lifts + 1;
            delete from hold where system_email_id = @systemEmailId;
            delete from closed_way where system_email_id = @systemEmailId;
            update queue set next_attempt_at = now(), waits_for_mailbox = false where system_email_id = @systemEmailId and state = 'Queued' and waits_for_mailbox;
            select pg_notify('reply_queue', '');
            """,
            new { systemEmailId });
    }

    /// <summary>Notes, for all replicas, that a system email has at least this revision, and lets it go on.</summary>
    public async Task ChangedAsync(Guid systemEmailId, int revision, CancellationToken cancellation)
    {
        await using (var connection = await database.OpenConnectionAsync(cancellation))
        {
            await connection.ExecuteAsync(
                """
                insert into heard_of (system_email_id, revision) values (@systemEmailId, @revision)
                on conflict (system_email_id) do update set revision = greatest(heard_of.revision, excluded.revision)
                """,
                new { systemEmailId, revision });
        }

        await LiftAsync(systemEmailId, cancellation);
    }
}
