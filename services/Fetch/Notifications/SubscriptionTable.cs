using System.Security.Cryptography;
using System.Text;
using Dapper;
using HelpdeskMail.Fetch.Leases;
using Npgsql;

namespace HelpdeskMail.Fetch.Notifications;

/// <summary>The subscriptions, written by the mailbox's holder and read by whichever replica a notification comes to. Of each secret only its SHA-256 is kept.</summary>
internal sealed class SubscriptionTable(NpgsqlDataSource database, LeaseTable leases)
{
    /// <summary>The subscription to a folder; null when there is none.</summary>
    public async Task<Subscription?> FindAsync(Guid systemEmailId, string folder, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<Subscription>(
            "select subscription_id, expires_at, renew from subscription where system_email_id = @systemEmailId and folder = @folder", new { systemEmailId, folder });
    }

    /// <summary>Notes the secret of a subscription that is about to be made: notifications may come before its making is answered.</summary>
    public Task BeginAsync(MailboxLease lease, string folder, string clientState, CancellationToken cancellation) => leases.AsHolderAsync(
        lease,
        (connection, transaction) => connection.ExecuteAsync(
            """
            insert into subscription (subscription_id, system_email_id, folder, client_state, expires_at) values (@name, @SystemEmailId, @folder, @hash, now())
            on conflict (system_email_id, folder) do update set subscription_id = excluded.subscription_id, client_state = excluded.client_state, expires_at = now(), renew = false
            """,
            new { name = $"beginning:{Guid.NewGuid()}", lease.SystemEmailId, folder, hash = Hash(clientState) },
            transaction),
        cancellation);

    /// <summary>Notes a subscription that was made or renewed. One that Graph has removed meanwhile stays removed.</summary>
    public Task KeepAsync(MailboxLease lease, string folder, string subscription, DateTimeOffset expiresAt, CancellationToken cancellation) => leases.AsHolderAsync(
        lease,
        (connection, transaction) => connection.ExecuteAsync(
            "update subscription set subscription_id = @subscription, expires_at = @expiresAt, renew = false where system_email_id = @SystemEmailId and folder = @folder and (subscription_id = @subscription or subscription_id like 'beginning:%')",
            new { lease.SystemEmailId, folder, subscription, expiresAt },
            transaction),
        cancellation);

    /// <summary>The mailbox that a notification with this secret is about; null for a secret that is none of ours. What Graph says of the subscription itself is noted.</summary>
    /// <param name="clientState">The secret.</param>
    /// <param name="lifecycleEvent">What happened to the subscription; null for a change in the folder.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<Guid?> TakeAsync(string clientState, string? lifecycleEvent, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<Guid?>(
            lifecycleEvent switch
            {
                "reauthorizationRequired" => "update subscription set renew = true where client_state = @hash returning system_email_id",
                "subscriptionRemoved" => "update subscription set subscription_id = 'removed:' || gen_random_uuid(), expires_at = now() where client_state = @hash returning system_email_id",
                _ => "select system_email_id from subscription where client_state = @hash",
            },
            new { hash = Hash(clientState) });
    }

    private static byte[] Hash(string clientState) => SHA256.HashData(Encoding.UTF8.GetBytes(clientState));
}
