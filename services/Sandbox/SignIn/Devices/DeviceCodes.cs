using System.Security.Cryptography;
using Dapper;
using HelpdeskMail.Sandbox.SignIn.Tokens;
using Npgsql;

namespace HelpdeskMail.Sandbox.SignIn.Devices;

/// <summary>Keeps device codes: by the hash of what the client holds, by the plain text of what the person types.</summary>
public sealed class DeviceCodes(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>How long clients wait between two questions, in seconds.</summary>
    public const int Interval = 5;

    /// <summary>How long a person has, in seconds, unless told otherwise.</summary>
    public const int Lifetime = 900;

    private const int UserCodeLength = 9;

    // No letters and digits that are taken for one another.
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

    /// <summary>Begins a sign-in.</summary>
    /// <param name="provider"><c>entra</c> or <c>google</c>.</param>
    /// <param name="clientId">Who asks.</param>
    /// <param name="tenant">Tenant of the path.</param>
    /// <param name="scopes">As asked for.</param>
    /// <param name="lifetime">Seconds.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>What the client keeps and what the person types.</returns>
    public async Task<(string Secret, string UserCode)> NewAsync(string provider, string clientId, string tenant, string scopes, int lifetime, CancellationToken cancellation)
    {
        var (secret, userCode) = (OpaqueToken.New("HAQ"), RandomNumberGenerator.GetString(Alphabet, UserCodeLength));
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into device_code (code_hash, user_code, provider, client_id, tenant, scopes, expires_at)
            values (@Hash, @UserCode, @Provider, @ClientId, @Tenant, @Scopes, @ExpiresAt)
            """,
            new { Hash = OpaqueToken.Hash(secret), UserCode = userCode, Provider = provider, ClientId = clientId, Tenant = tenant, Scopes = scopes, ExpiresAt = time.GetUtcNow().AddSeconds(lifetime) });
        return (secret, userCode);
    }

    /// <summary>The sign-in a client asks about, with the time it asked before; that time is now.</summary>
    public async Task<DeviceCode?> PollAsync(string provider, string secret, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<DeviceCode>(
            """
            with old as (select * from device_code where code_hash = @Hash and provider = @Provider for update),
                 asked as (update device_code set polled_at = @Now where code_hash in (select code_hash from old))
            select * from old
            """,
            new { Hash = OpaqueToken.Hash(secret), Provider = provider, Now = time.GetUtcNow() });
    }

    /// <summary>The sign-in of a typed code that still waits for its person; blanks, dashes and case do not count.</summary>
    public async Task<DeviceCode?> FindAsync(string provider, string userCode, CancellationToken cancellation)
    {
        var typed = new string([.. userCode.Where(char.IsAsciiLetterOrDigit)]).ToUpperInvariant();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<DeviceCode>(
            "select * from device_code where user_code = @Typed and provider = @Provider and expires_at > @Now and account_id is null and not declined",
            new { Typed = typed, Provider = provider, Now = time.GetUtcNow() });
    }

    /// <summary>Says what the person decided: <paramref name="account"/> agreed, or nobody did.</summary>
    public async Task DecideAsync(DeviceCode code, Guid? account, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("update device_code set account_id = @Account, declined = @Declined where user_code = @UserCode", new { code.UserCode, Account = account, Declined = account is null });
    }

    /// <summary>Marks the code as redeemed; true for exactly one of any number of callers.</summary>
    public async Task<bool> RedeemAsync(DeviceCode code, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync("update device_code set redeemed = true where user_code = @UserCode and not redeemed", new { code.UserCode }) == 1;
    }
}
