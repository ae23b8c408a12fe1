using System.Data.Common;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.OAuth.Explanations;
using Npgsql;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>The table <c>token</c>.</summary>
public sealed class TokenTable(NpgsqlDataSource database)
{
    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(60);

    /// <summary>The row of a system email; null before its first try.</summary>
    public async Task<TokenRow?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await FindAsync(connection, id, cancellation);
    }

    /// <summary>The same on the caller's connection.</summary>
    public static Task<TokenRow?> FindAsync(DbConnection connection, Guid id, CancellationToken cancellation) =>
        connection.QuerySingleOrDefaultAsync<TokenRow>(new CommandDefinition("select * from token where system_email_id = @id", new { id }, cancellationToken: cancellation));

    /// <summary>
    /// Waits for the right to ask for a token of this system email, across all replicas, and keeps it until the caller's transaction ends. False when another had it for a minute.
    /// </summary>
    public static async Task<bool> LockAsync(DbConnection connection, Guid id, CancellationToken cancellation)
    {
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(
                $"set local lock_timeout = {(int)LockWait.TotalMilliseconds}; select pg_advisory_xact_lock(hashtextextended('token:' || @id, 0))",
                new { id = id.ToString("N") },
                commandTimeout: (int)LockWait.TotalSeconds + 15,
                cancellationToken: cancellation));
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }

    /// <summary>Stores a new sign-in in place of whatever was there.</summary>
    public static Task LinkAsync(DbConnection connection, TokenRow row, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            insert into token (system_email_id, access_token, cache, account, account_id, tenant, scopes, audience, linked_at, issued_at, refresh_due_at, expires_at)
            values (@SystemEmailId, @AccessToken, @Cache, @Account, @AccountId, @Tenant, @Scopes, @Audience, @LinkedAt, @IssuedAt, @RefreshDueAt, @ExpiresAt)
            on conflict (system_email_id) do update set access_token = excluded.access_token, cache = excluded.cache, account = excluded.account,
              account_id = excluded.account_id, tenant = excluded.tenant, scopes = excluded.scopes, audience = excluded.audience, linked_at = excluded.linked_at,
              issued_at = excluded.issued_at, refresh_due_at = excluded.refresh_due_at, expires_at = excluded.expires_at, last_refresh_at = null,
              failures = 0, problem = null, mender = null, retry_at = null
            """,
            row,
            cancellationToken: cancellation));

    /// <summary>Stores a renewed token; account and linking stay as they were.</summary>
    public static Task RenewAsync(DbConnection connection, TokenRow row, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            insert into token (system_email_id, access_token, cache, tenant, scopes, audience, linked_at, issued_at, refresh_due_at, expires_at, last_refresh_at)
            values (@SystemEmailId, @AccessToken, @Cache, @Tenant, @Scopes, @Audience, @LinkedAt, @IssuedAt, @RefreshDueAt, @ExpiresAt, @LastRefreshAt)
            on conflict (system_email_id) do update set access_token = excluded.access_token, cache = coalesce(excluded.cache, token.cache),
              tenant = coalesce(excluded.tenant, token.tenant), scopes = excluded.scopes, audience = excluded.audience,
              linked_at = coalesce(token.linked_at, excluded.linked_at), issued_at = excluded.issued_at, refresh_due_at = excluded.refresh_due_at,
              expires_at = excluded.expires_at, last_refresh_at = excluded.last_refresh_at, failures = 0, problem = null, mender = null, retry_at = null
            """,
            row,
            cancellationToken: cancellation));

    /// <summary>Stores that a try failed.</summary>
    public static Task FailAsync(DbConnection connection, Guid id, DateTimeOffset now, MailboxProblem problem, Mender mender, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            insert into token (system_email_id, last_refresh_at, failures, problem, mender, retry_at)
            values (@id, @now, 1, @problem::jsonb, @mender, @retryAt)
            on conflict (system_email_id) do update set last_refresh_at = excluded.last_refresh_at, failures = token.failures + 1,
              problem = excluded.problem, mender = excluded.mender, retry_at = excluded.retry_at
            """,
            new { id, now, problem = TokenRow.Write(problem), mender = mender.ToString(), retryAt = problem.RetryAt },
            cancellationToken: cancellation));

    /// <summary>Forgets everything; whether there was anything.</summary>
    public static async Task<bool> ForgetAsync(DbConnection connection, Guid id, CancellationToken cancellation) =>
        await connection.ExecuteAsync(new CommandDefinition("delete from token where system_email_id = @id", new { id }, cancellationToken: cancellation)) > 0;

    /// <summary>Keeps the sign-in and drops what the old secret brought, so that the next use tries the new one at once.</summary>
    public static Task MakeDueAsync(DbConnection connection, Guid id, DateTimeOffset now, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(
            "update token set access_token = null, refresh_due_at = @now, failures = 0, problem = null, mender = null, retry_at = null where system_email_id = @id",
            new { id, now },
            cancellationToken: cancellation));

    /// <summary>Those whose access token should be renewed now: due, or never asked for by an application that could; left out are those that wait for a person or a pause.</summary>
    public async Task<IReadOnlyList<Guid>> DueAsync(DateTimeOffset now, int limit, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<Guid>(new CommandDefinition(
            """
            select e.id
            from system_email e left join token t on t.system_email_id = e.id
            where not e.removed and not e.paused
              and ((e.sign_in = 'AuthorizationCode' and t.account_id is not null) or (e.sign_in = 'ClientCredentials' and e.client_secret is not null))
              and (t.access_token is null or t.refresh_due_at <= @now)
              and (t.mender is null or t.retry_at <= @now)
            order by t.refresh_due_at nulls first
            limit @limit
            """,
            new { now, limit },
            cancellationToken: cancellation))).AsList();
    }
}
