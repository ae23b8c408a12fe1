using Dapper;
using HelpdeskMail.Sandbox.SignIn.Tokens;
using Npgsql;

namespace HelpdeskMail.Sandbox.Google;

/// <summary>Accounts, clients, consents, and what was handed out, by its hash.</summary>
public sealed class GoogleStore(NpgsqlDataSource database, TimeProvider time)
{
    public const string Domain = "gmail.example";

    private static readonly TimeSpan CodeLifetime = TimeSpan.FromMinutes(10);

    public async Task<GoogleClient?> FindClientAsync(string? clientId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<GoogleClient>("select client_id, secret, name, testing, redirect_uris from google_client where client_id = @Id", new { Id = clientId });
    }

    public async Task<GoogleAccount?> FindAccountAsync(string address, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<GoogleAccount>("select id, subject, address, name, password from google_account where address = @Address", new { Address = address.Trim().ToLowerInvariant() });
    }

    public async Task<GoogleAccount> AccountAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleAsync<GoogleAccount>("select id, subject, address, name, password from google_account where id = @Id", new { Id = id });
    }

    public async Task<IReadOnlyList<GoogleAccount>> AccountsAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<GoogleAccount>("select id, subject, address, name, password from google_account order by address")];
    }

    /// <summary>Notes consent.</summary>
    /// <returns>Whether all of it had been consented to before.</returns>
    public async Task<bool> ConsentAsync(string clientId, Guid accountId, string scopes, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var before = await connection.QuerySingleOrDefaultAsync<string>("select scopes from google_consent where client_id = @Client and account_id = @Account", new { Client = clientId, Account = accountId }) ?? "";
        var all = before.Split(' ', StringSplitOptions.RemoveEmptyEntries).Union(scopes.Split(' '), StringComparer.Ordinal).ToList();
        await connection.ExecuteAsync(
            "insert into google_consent (client_id, account_id, scopes) values (@Client, @Account, @All) on conflict (client_id, account_id) do update set scopes = excluded.scopes",
            new { Client = clientId, Account = accountId, All = string.Join(' ', all) });
        return before.Length > 0 && all.Count == before.Split(' ').Length;
    }

    public async Task<string> NewCodeAsync(GoogleGrant code, CancellationToken cancellation)
    {
        var value = OpaqueToken.New("4/0A");
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into google_code (code_hash, client_id, account_id, redirect_uri, scopes, offline, nonce, challenge, challenge_method, expires_at)
            values (@Hash, @ClientId, @AccountId, @RedirectUri, @Scopes, @Offline, @Nonce, @Challenge, @ChallengeMethod, @Ends)
            """,
            new { Hash = OpaqueToken.Hash(value), code.ClientId, code.AccountId, code.RedirectUri, code.Scopes, code.Offline, code.Nonce, code.Challenge, code.ChallengeMethod, Ends = time.GetUtcNow() + CodeLifetime });
        return value;
    }

    /// <summary>Takes a code: it is good for one request, whatever comes of that.</summary>
    public async Task<GoogleGrant?> TakeCodeAsync(string value, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var code = await connection.QuerySingleOrDefaultAsync<GoogleGrant>("delete from google_code where code_hash = @Hash returning *", new { Hash = OpaqueToken.Hash(value) });
        return code?.ExpiresAt > time.GetUtcNow() ? code : null;
    }

    /// <summary>Makes a token of the kind <c>access</c> or <c>refresh</c>; a <paramref name="lifetime"/> of null: until revoked.</summary>
    public async Task<string> NewTokenAsync(string kind, GoogleGrant grant, TimeSpan? lifetime, CancellationToken cancellation)
    {
        var value = OpaqueToken.New(kind == "access" ? "ya29.a0" : "1//0e");
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "insert into google_token (token_hash, kind, client_id, account_id, scopes, expires_at) values (@Hash, @Kind, @ClientId, @AccountId, @Scopes, @Ends)",
            new { Hash = OpaqueToken.Hash(value), Kind = kind, grant.ClientId, grant.AccountId, grant.Scopes, Ends = lifetime is { } life ? time.GetUtcNow() + life : (DateTimeOffset?)null });
        return value;
    }

    /// <summary>What a token stands for; null when it is unknown, expired or revoked.</summary>
    public async Task<GoogleGrant?> FindTokenAsync(string kind, string value, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<GoogleGrant>(
            "select client_id, account_id, scopes, expires_at from google_token where token_hash = @Hash and kind = @Kind and (expires_at is null or expires_at > @Now)",
            new { Hash = OpaqueToken.Hash(value), Kind = kind, Now = time.GetUtcNow() });
    }

    /// <summary>Ends everything a client holds of the account a token belongs to.</summary>
    public async Task<bool> RevokeAsync(string value, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            """
            with one as (select client_id, account_id from google_token where token_hash = @Hash),
                 consent as (delete from google_consent using one where google_consent.client_id = one.client_id and google_consent.account_id = one.account_id)
            delete from google_token using one where google_token.client_id = one.client_id and google_token.account_id = one.account_id
            """,
            new { Hash = OpaqueToken.Hash(value) }) > 0;
    }

    /// <summary>Ends everything anybody holds of an account, as its owner does on the page of its account.</summary>
    public async Task<bool> RevokeAccountAsync(string address, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            """
            with one as (select id from google_account where address = @Address),
                 consent as (delete from google_consent using one where account_id = one.id)
            delete from google_token using one where account_id = one.id
            """,
            new { Address = address.ToLowerInvariant() }) > 0;
    }
}
