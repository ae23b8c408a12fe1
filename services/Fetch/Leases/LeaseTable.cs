using Dapper;
using Npgsql;

namespace HelpdeskMail.Fetch.Leases;

/// <summary>
/// Who works which mailbox, decided by PostgreSQL and its clock. A replica is alive for 20 seconds after it last said so, and says so every 5, in one row of its own; a dead replica's mailboxes
/// are taken over within 30 seconds. A replica that cannot say so stops by its own clock before the others think it dead.
/// </summary>
internal sealed class LeaseTable(NpgsqlDataSource database)
{
    /// <summary>Channel on which a replica is told that something was asked of it; the payload is the mailbox, <see cref="SystemEmailsChanged"/>, or nothing when mailboxes were given back.</summary>
    public const string Channel = "fetch_wake";

    /// <summary>Payload that has every replica read the list of system emails anew: each has to know a mailbox before it can take it over.</summary>
    public const string SystemEmailsChanged = "system emails";

    /// <summary>From renewal to the end of a replica's time.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    /// <summary>Pause between two renewals.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    // One value and not «exists», which becomes a join: PostgreSQL does not make it anew for a row that another replica has just taken while this one waited to look at it, and both would have the mailbox.
    private const string IsAlive = "coalesce((select r.held_until from replica r where r.holder = m.holder), '-infinity') > now()";

    /// <summary>A replica begins, under a name that was never used before. What dead ones have left is tidied away.</summary>
    public async Task EnterAsync(Guid holder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into replica (holder, held_until) values (@holder, now() + @Length);
            delete from replica where held_until < now() - interval '1 day'
            """,
            new { holder, Length });
    }

    /// <summary>
    /// A replica is still here; false when its time was over before it said so, and others may have its mailboxes. A time that ends later than any renewal could make it was given before the
    /// database's clock was set back: it is cut down, or a replica that died then would keep its mailboxes until the clock has caught up.
    /// </summary>
    public async Task<bool> HoldOnAsync(Guid holder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>(
            """
            with cut as (update replica set held_until = now() + @Length where held_until > now() + @Length and holder <> @holder),
            held as (update replica set held_until = now() + @Length where holder = @holder and held_until > now() returning holder)
            select exists (select from held)
            """,
            new { holder, Length });
    }

    /// <summary>A replica goes; what it still held is free at once.</summary>
    public async Task LeaveAsync(Guid holder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            update mailbox set holder = null, state = 'Stopped' where holder = @holder;
            delete from replica where holder = @holder;
            select pg_notify(@Channel, '')
            """,
            new { holder, Channel });
    }

    /// <summary>Number of replicas that are alive; at least 1.</summary>
    public async Task<int> CountReplicasAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return Math.Max(1, await connection.ExecuteScalarAsync<int>("select count(*)::int from replica where held_until > now()"));
    }

    /// <summary>Takes those of the given mailboxes that nobody works and that are not paused, up to a number.</summary>
    public async Task<IReadOnlyList<MailboxLease>> ClaimAsync(Guid holder, IReadOnlyCollection<Guid> mailboxes, int most, CancellationToken cancellation)
    {
        if (mailboxes.Count == 0 || most <= 0)
        {
            return [];
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        var ids = mailboxes.Order().ToArray();
        await connection.ExecuteAsync("insert into mailbox (system_email_id) select unnest(@ids) on conflict do nothing", new { ids });
        var claimed = await connection.QueryAsync<(Guid Id, long Fence)>(
            $"""
            update mailbox set holder = @holder, fence = fence + 1
            where system_email_id in (
              select m.system_email_id from mailbox m
              where m.system_email_id = any(@ids) and m.paused_at is null and not {IsAlive}
              order by m.system_email_id limit @most for update of m skip locked)
            returning system_email_id, fence
            """,
            new { holder, ids, most });
        return [.. claimed.Select(row => new MailboxLease(row.Id, holder, row.Fence))];
    }

    /// <summary>The mailboxes the replica holds by the database's word.</summary>
    public async Task<IReadOnlyList<HeldMailbox>> FindHeldAsync(Guid holder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. (await connection.QueryAsync<(Guid Id, long Fence, bool Paused)>("select system_email_id, fence, paused_at is not null from mailbox where holder = @holder", new { holder }))
            .Select(row => new HeldMailbox(new MailboxLease(row.Id, holder, row.Fence), row.Paused))];
    }

    /// <summary>Number of mailboxes the replica holds by the database's word, and how many of them are to be worked.</summary>
    public async Task<(int All, int Unpaused)> CountHeldAsync(Guid holder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleAsync<(int, int)>("select count(*)::int, (count(*) filter (where paused_at is null))::int from mailbox where holder = @holder", new { holder });
    }

    /// <summary>What was asked of the replica's mailboxes of late, which may come more than once.</summary>
    public async Task<IReadOnlyList<MailboxNews>> FindNewsAsync(Guid holder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<MailboxNews>(
            """
            select system_email_id, settings_revision, wanted_at, paused_at is not null as paused from mailbox
            where news_at > now() - interval '30 seconds' and holder = @holder
            """,
            new { holder })];
    }

    /// <summary>Gives a mailbox back at once.</summary>
    public async Task ReleaseAsync(MailboxLease lease, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            update mailbox set holder = null, state = 'Stopped' where system_email_id = @SystemEmailId and holder = @Holder and fence = @Fence;
            select pg_notify(@Channel, '')
            """,
            new { lease.SystemEmailId, lease.Holder, lease.Fence, Channel });
    }

    /// <summary>Notes that a system email has at least this revision, and tells every replica, whoever works it or might.</summary>
    public async Task NoteRevisionAsync(Guid systemEmailId, int revision, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            update mailbox set settings_revision = greatest(settings_revision, @revision), news_at = now() where system_email_id = @systemEmailId;
            select pg_notify(@Channel, @SystemEmailsChanged)
            """,
            new { systemEmailId, revision, Channel, SystemEmailsChanged });
    }

    /// <summary>Asks whoever works the mailbox to look into it now; false when there is no such mailbox.</summary>
    public Task<bool> WantLookAsync(Guid systemEmailId, CancellationToken cancellation) => TellAsync("wanted_at = now()", new { systemEmailId, Channel }, cancellation);

    /// <summary>Stops fetching from a mailbox until it is resumed; false when there is no such mailbox.</summary>
    public Task<bool> PauseAsync(Guid systemEmailId, string by, CancellationToken cancellation) =>
        TellAsync("paused_at = coalesce(paused_at, now()), paused_by = coalesce(paused_by, @by)", new { systemEmailId, by, Channel }, cancellation);

    /// <summary>Goes on with a paused mailbox where it was left; false when there is no such mailbox.</summary>
    public Task<bool> ResumeAsync(Guid systemEmailId, CancellationToken cancellation) =>
        TellAsync("paused_at = null, paused_by = null", new { systemEmailId, Channel }, cancellation);

    /// <summary>
    /// Runs statements that only the holder may run, in one transaction that a take-over has to wait for.
    /// </summary>
    /// <param name="lease">The right to the mailbox.</param>
    /// <param name="work">The statements.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <param name="repeatable">Whether all of it is done again when it is forgotten by a server that loses power: its commit does not wait for the disk then.</param>
    /// <exception cref="LeaseLostException">The lease is no longer held; nothing was changed.</exception>
    public async Task AsHolderAsync(MailboxLease lease, Func<NpgsqlConnection, NpgsqlTransaction, Task> work, CancellationToken cancellation, bool repeatable = false)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var held = await connection.ExecuteScalarAsync<int?>(
            $"select case when {(repeatable ? "set_config('synchronous_commit', 'off', true)" : "''")} is not null then 1 end from mailbox m where m.system_email_id = @SystemEmailId and m.holder = @Holder and m.fence = @Fence and {IsAlive} for share of m",
            lease,
            transaction);
        if (held is null)
        {
            throw new LeaseLostException(lease);
        }

        await work(connection, transaction);
        await transaction.CommitAsync(cancellation);
    }

    private async Task<bool> TellAsync(string what, object parameters, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        // Not within «exists»: PostgreSQL leaves out what it selects, and nobody would be told.
        return await connection.ExecuteScalarAsync<Guid?>(
            $"""
            with told as (update mailbox set {what}, news_at = now() where system_email_id = @systemEmailId returning system_email_id)
            select system_email_id, pg_notify(@Channel, system_email_id::text) from told
            """,
            parameters) is not null;
    }
}
