using System.Security.Cryptography;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.OAuth.SystemEmails;
using Npgsql;

namespace HelpdeskMail.OAuth.Webhooks;

/// <summary>The table <c>webhook</c>.</summary>
public sealed class WebhookTable(NpgsqlDataSource database, SecretSeal seal, TimeProvider time)
{
    private const int SecretBytes = 32;

    /// <summary>All of them, oldest first.</summary>
    public async Task<IReadOnlyList<WebhookView>> ListAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<WebhookView>(new CommandDefinition(
            "select id, address, created_at, null::text as secret from webhook where not removed order by created_at, id", cancellationToken: cancellation))).AsList();
    }

    /// <summary>Adds one with a fresh secret, which is given here and never again.</summary>
    public async Task<WebhookView> AddAsync(string address, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(SecretBytes));
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into webhook (id, address, secret, created_at) values (@id, @address, @secret, @now)",
            new { id, address, secret = seal.Seal(SealedUse.WebhookSecret, id, secret), now },
            cancellationToken: cancellation));
        return new WebhookView(id, address, now, secret);
    }

    /// <summary>Removes one; what waits to be told there is given up. Null when there is none.</summary>
    public async Task<string?> RemoveAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<string?>(new CommandDefinition(
            """
            with given_up as (update alert_delivery set state = 'failed', answer = 'The webhook was removed.' where webhook_id = @id and state = 'waiting')
            update webhook set removed = true where id = @id and not removed returning address
            """,
            new { id },
            cancellationToken: cancellation));
    }

    /// <summary>The key of its signatures; null when it was removed.</summary>
    public async Task<string?> SecretAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var secret = await connection.ExecuteScalarAsync<byte[]?>(new CommandDefinition("select secret from webhook where id = @id and not removed", new { id }, cancellationToken: cancellation));
        return secret is null ? null : seal.TryOpenText(SealedUse.WebhookSecret, id, secret);
    }
}
