using Dapper;
using Npgsql;

namespace HelpdeskMail.Sandbox.SignIn.Tokens;

/// <summary>Authorization codes and refresh tokens, by their hashes.</summary>
public sealed class GrantStore(NpgsqlDataSource database, TimeProvider time)
{
    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan RefreshInactivity = TimeSpan.FromDays(90);

    /// <summary>Makes a code, good for <paramref name="lifetime"/> seconds; null: for the usual ten minutes.</summary>
    public async Task<string> NewCodeAsync(IssuedCode code, int? lifetime, CancellationToken cancellation)
    {
        var value = OpaqueToken.New("0.AX");
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into authorization_code (code_hash, client_id, account_id, redirect_uri, scopes, nonce, challenge, challenge_method, expires_at)
            values (@Hash, @ClientId, @AccountId, @RedirectUri, @Scopes, @Nonce, @Challenge, @ChallengeMethod, @ExpiresAt)
            """,
            new
            {
                Hash = OpaqueToken.Hash(value),
                code.ClientId,
                code.AccountId,
                code.RedirectUri,
                code.Scopes,
                code.Nonce,
                code.Challenge,
                code.ChallengeMethod,
                ExpiresAt = time.GetUtcNow() + (lifetime is { } seconds ? TimeSpan.FromSeconds(seconds) : CodeLifetime),
            });
        return value;
    }

    public async Task<IssuedCode?> FindCodeAsync(string value, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<IssuedCode>(
            "select * from authorization_code where code_hash = @Hash", new { Hash = OpaqueToken.Hash(value) });
    }

    /// <summary>Marks the code as redeemed; true for exactly one of any number of callers.</summary>
    public async Task<bool> RedeemCodeAsync(string value, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            "update authorization_code set redeemed_at = @Now where code_hash = @Hash and redeemed_at is null",
            new { Hash = OpaqueToken.Hash(value), Now = time.GetUtcNow() }) == 1;
    }

    /// <summary>Makes a refresh token, good for <paramref name="lifetime"/> seconds; null: for the usual 90 days.</summary>
    public async Task<string> NewRefreshTokenAsync(Guid clientId, Guid accountId, IEnumerable<string> scopes, int? lifetime, CancellationToken cancellation)
    {
        var value = OpaqueToken.New("1.AX");
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into refresh_token (token_hash, client_id, account_id, scopes, last_used_at, expires_at)
            values (@Hash, @ClientId, @AccountId, @Scopes, @Now, @ExpiresAt)
            """,
            new
            {
                Hash = OpaqueToken.Hash(value),
                ClientId = clientId,
                AccountId = accountId,
                Scopes = scopes.ToArray(),
                Now = time.GetUtcNow(),
                ExpiresAt = time.GetUtcNow() + (lifetime is { } seconds ? TimeSpan.FromSeconds(seconds) : RefreshInactivity),
            });
        return value;
    }

    /// <summary>The refresh token, whatever its state, its time of last use set to now. An old one stays valid beside its successors.</summary>
    public async Task<IssuedRefreshToken?> UseRefreshTokenAsync(string value, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<IssuedRefreshToken>(
            "update refresh_token set last_used_at = @Now where token_hash = @Hash returning *",
            new { Hash = OpaqueToken.Hash(value), Now = time.GetUtcNow() });
    }

    /// <summary>Revokes what an account granted, as «revoke sessions» or an admin's password reset do.</summary>
    /// <returns>How many refresh tokens end.</returns>
    public async Task<int> RevokeAsync(Guid accountId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("update account set sessions_revoked_at = @Now where id = @AccountId", new { AccountId = accountId, Now = time.GetUtcNow() });
        return await connection.ExecuteAsync(
            "update refresh_token set revoked_at = @Now where account_id = @AccountId and revoked_at is null",
            new { AccountId = accountId, Now = time.GetUtcNow() });
    }

    /// <summary>A person changed the password: what public clients got by it ends, what confidential clients hold lives on.</summary>
    public async Task<int> PasswordChangedAsync(Guid accountId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            """
            update refresh_token set revoked_at = @Now from application
            where account_id = @AccountId and revoked_at is null and application.client_id = refresh_token.client_id and application.public_client
            """,
            new { AccountId = accountId, Now = time.GetUtcNow() });
    }
}
