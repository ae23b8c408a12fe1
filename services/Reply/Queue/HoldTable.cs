using Dapper;
using Npgsql;

namespace HelpdeskMail.Reply.Queue;

/// <summary>Mailboxes whose sending side is stopped for a while by something that concerns all their replies, on all replicas at once.</summary>
internal sealed class HoldTable(NpgsqlDataSource database)
{
    /// <summary>Holds a mailbox and gives for how long; null, and no hold, where its settings have changed since the failing attempt was claimed: what it met may have been mended.</summary>
    /// <param name="systemEmailId">The mailbox.</param>
    /// <param name="revision">Newest revision of its settings that the attempt knew of.</param>
    /// <param name="reason">Why, in words.</param>
    /// <param name="pause">For how long, given the failures in a row.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<TimeSpan?> HoldAsync(Guid systemEmailId, int revision, string reason, Func<int, TimeSpan> pause, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var counted = await connection.ExecuteScalarAsync<int?>(
            """
            insert into hold (system_email_id, held_until, reason) select @systemEmailId, now() + interval '5 seconds', @reason
            where not exists (select from heard_of where heard_of.system_email_id = @systemEmailId and heard_of.revision > @revision)
            on conflict (system_email_id) do update set failures = hold.failures + case when hold.held_until > now() then 0 else 1 end, reason = excluded.reason
            returning failures
            """,
            new { systemEmailId, revision, reason });
        if (counted is not { } failures)
        {
            return null;
        }

        var length = pause(failures);
        await connection.ExecuteAsync("update hold set held_until = now() + @length where system_email_id = @systemEmailId", new { systemEmailId, length });
        return length;
    }

    /// <summary>Lets a mailbox go on: what waited for it is due now.</summary>
    public async Task LiftAsync(Guid systemEmailId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
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
