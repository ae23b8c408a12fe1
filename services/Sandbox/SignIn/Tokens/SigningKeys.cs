using System.Security.Cryptography;
using Dapper;
using Npgsql;

namespace HelpdeskMail.Sandbox.SignIn.Tokens;

/// <summary>The RSA key tokens are signed with; made once and kept, so that tokens outlive a restart.</summary>
public sealed class SigningKeys(NpgsqlDataSource database, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private (string KeyId, RSA Key)? current;

    public async Task<(string KeyId, RSA Key)> CurrentAsync(CancellationToken cancellation)
    {
        if (current is { } known)
        {
            return known;
        }

        await gate.WaitAsync(cancellation);
        try
        {
            return current ??= await LoadOrMakeAsync(cancellation);
        }
        finally
        {
            gate.Release();
        }
    }

    public void Dispose()
    {
        current?.Key.Dispose();
        gate.Dispose();
    }

    private async Task<(string KeyId, RSA Key)> LoadOrMakeAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync("lock table signing_key in exclusive mode", transaction: transaction);
        var stored = await connection.QuerySingleOrDefaultAsync<(string KeyId, byte[] PrivateKey)>(
            "select key_id, private_key from signing_key order by created_at desc limit 1", transaction: transaction);
        var key = RSA.Create(2048);
        if (stored.KeyId is not null)
        {
            key.ImportPkcs8PrivateKey(stored.PrivateKey, out _);
            await transaction.CommitAsync(cancellation);
            return (stored.KeyId, key);
        }

        var keyId = Convert.ToBase64String(RandomNumberGenerator.GetBytes(20)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        await connection.ExecuteAsync(
            "insert into signing_key (key_id, private_key, created_at) values (@KeyId, @PrivateKey, @At)",
            new { KeyId = keyId, PrivateKey = key.ExportPkcs8PrivateKey(), At = time.GetUtcNow() },
            transaction);
        await transaction.CommitAsync(cancellation);
        return (keyId, key);
    }
}
