using Dapper;
using Npgsql;

namespace HelpdeskMail.Sandbox.Graph.Subscriptions;

/// <summary>Keeps subscriptions and how far each was told. An expired one is as good as gone.</summary>
public sealed class SubscriptionStore(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Adds a subscription: it is told of what changes from now on.</summary>
    public async Task AddAsync(Subscription subscription, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into subscription (id, client_id, tenant_id, creator_id, owner_id, mailbox_id, folder_id, resource, change_type, notification_url, lifecycle_url, client_state, immutable_ids, expires_at, created_at)
            values (@Id, @ClientId, @TenantId, @CreatorId, @OwnerId, @MailboxId, @FolderId, @Resource, @ChangeType, @NotificationUrl, @LifecycleUrl, @ClientState, @ImmutableIds, @ExpiresAt, @CreatedAt);
            insert into subscription_place (subscription_id, folder_id, told)
            select @Id, folder.id, folder.changes from folder where mailbox_id = @MailboxId and (@FolderId is null or folder.id = @FolderId)
            """,
            subscription);
    }

    public async Task<IReadOnlyList<Subscription>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<Subscription>("select * from subscription where expires_at > @Now order by created_at", new { Now = time.GetUtcNow() })];
    }

    public async Task<Subscription?> FindAsync(Guid id, CancellationToken cancellation) => (await ListAsync(cancellation)).FirstOrDefault(one => one.Id == id);

    public async Task RenewAsync(Guid id, DateTimeOffset expiresAt, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("update subscription set expires_at = @ExpiresAt where id = @Id", new { Id = id, ExpiresAt = expiresAt });
    }

    public async Task RemoveAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("delete from subscription where id = @Id or expires_at <= @Now", new { Id = id, Now = time.GetUtcNow() });
    }

    /// <summary>What the subscription was not yet told: each folder's number, its last change and that which was told last. A folder that came later was told nothing.</summary>
    public async Task<IReadOnlyList<(long Folder, long Told, long Last)>> BehindAsync(Subscription subscription, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<(long, long, long)>(
            """
            select folder.id, coalesce(told, 0), folder.changes
            from folder left join subscription_place on folder_id = folder.id and subscription_id = @Id
            where mailbox_id = @MailboxId and (@FolderId is null or folder.id = @FolderId) and folder.changes > coalesce(told, 0)
            """,
            subscription)];
    }

    public async Task ToldAsync(Guid id, long folder, long told, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into subscription_place (subscription_id, folder_id, told) select @Id, @Folder, @Told where exists (select 1 from subscription where id = @Id)
            on conflict (subscription_id, folder_id) do update set told = excluded.told
            """,
            new { Id = id, Folder = folder, Told = told });
    }
}
