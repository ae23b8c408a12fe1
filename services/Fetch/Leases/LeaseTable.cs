using Dapper;
using Npgsql;

namespace HelpdeskMail.Fetch.Leases;

/// <summary>
/// Who works which mailbox, decided by PostgreSQL and its clock. A lease lasts 20 seconds and is renewed every 5, so a dead replica's mailboxes are taken
/// over within 30; a replica that cannot renew stops by its own clock before the lease ends.
/// </summary>
internal sealed class LeaseTable(NpgsqlDataSource database)
{
    /// <summary>From renewal to the end of a lease.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(20);

    /// <summary>Pause between two renewals.</summary>
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(5);

    /// <summary>Takes those of the given mailboxes that nobody works.</summary>
    public async Task<IReadOnlyList<MailboxLease>> ClaimAsync(Guid holder, IReadOnlyCollection<Guid> mailboxes, CancellationToken cancellation)
    {
        if (mailboxes.Count == 0)
        {
            return [];
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        var ids = mailboxes.Order().ToArray();
        await connection.ExecuteAsync("insert into mailbox (system_email_id) select unnest(@ids) on conflict do nothing", new { ids });
        var claimed = await connection.QueryAsync<(Guid Id, long Fence)>(
            """
            update mailbox set holder = @holder, fence = fence + 1, held_until = now() + @Length
            where system_email_id in (
              select system_email_id from mailbox
              where system_email_id = any(@ids) and (holder is null or held_until < now())
              order by system_email_id for update skip locked)
            returning system_email_id, fence
            """,
            new { holder, Length, ids });
        return [.. claimed.Select(row => new MailboxLease(row.Id, holder, row.Fence))];
    }

    /// <summary>Renews everything the replica still holds; what is missing from the answer is lost.</summary>
    public async Task<IReadOnlyList<RenewedLease>> RenewAsync(Guid holder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<RenewedLease>(
            """
            update mailbox set held_until = now() + @Length
            where holder = @holder and held_until > now()
            returning system_email_id, fence, settings_revision, wanted_at
            """,
            new { holder, Length })];
    }

    /// <summary>Gives a mailbox back at once.</summary>
    public async Task ReleaseAsync(MailboxLease lease, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "update mailbox set holder = null, held_until = null, state = 'Stopped' where system_email_id = @SystemEmailId and holder = @Holder and fence = @Fence", lease);
    }

    /// <summary>Notes that a system email has at least this revision.</summary>
    public async Task NoteRevisionAsync(Guid systemEmailId, int revision, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "update mailbox set settings_revision = greatest(settings_revision, @revision) where system_email_id = @systemEmailId", new { systemEmailId, revision });
    }

    /// <summary>Asks whoever works the mailbox to look into it now; false when there is no such mailbox.</summary>
    public async Task<bool> WantLookAsync(Guid systemEmailId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync("update mailbox set wanted_at = now() where system_email_id = @systemEmailId", new { systemEmailId }) == 1;
    }

    /// <summary>Asks for a look at every mailbox that has not been looked into for longer than its interval; gives their number.</summary>
    public async Task<int> WantOverdueLooksAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            """
            update mailbox set wanted_at = now()
            where holder is not null and state = 'Idle' and wanted_at is null and looked_at < now() - poll_interval
            """);
    }

    /// <summary>
    /// Runs statements that only the holder may run, in one transaction that a take-over has to wait for.
    /// </summary>
    /// <exception cref="LeaseLostException">The lease is no longer held; nothing was changed.</exception>
    public async Task AsHolderAsync(MailboxLease lease, Func<NpgsqlConnection, NpgsqlTransaction, Task> work, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        var held = await connection.ExecuteScalarAsync<int?>(
            "select 1 from mailbox where system_email_id = @SystemEmailId and holder = @Holder and fence = @Fence and held_until > now() for share",
            lease,
            transaction);
        if (held is null)
        {
            throw new LeaseLostException(lease);
        }

        await work(connection, transaction);
        await transaction.CommitAsync(cancellation);
    }
}
