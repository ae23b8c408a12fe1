using System.Data.Common;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.OAuth.Explanations;
using Npgsql;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>The tables <c>sign_in</c> (who signed in, and what renews) and <c>token</c> (an access token for each service that comes from it).</summary>
public sealed class TokenTable(NpgsqlDataSource database)
{
    private const string Select =
        """
        select t.access_token, coalesce(s.tenant, t.tenant) as tenant, coalesce(t.scopes, '{}') as scopes, t.audience, t.issued_at, t.refresh_due_at, t.expires_at, t.last_refresh_at,
               coalesce(t.failures, 0) as failures, t.problem, t.mender, t.retry_at, s.cache, s.account, s.account_id, coalesce(s.linked_at, t.linked_at) as linked_at, s.ends_at as sign_in_ends_at,
               coalesce(s.system_email_id, t.system_email_id) as system_email_id, coalesce(t.resource, @resource) as resource
        from (select * from sign_in where system_email_id = @id) s
        full join (select * from token where system_email_id = @id and (resource = @resource or @resource is null)) t on t.system_email_id = s.system_email_id
        """;

    private static readonly TimeSpan LockWait = TimeSpan.FromSeconds(60);

    /// <summary>The row for a service; null before the first try.</summary>
    public async Task<TokenRow?> FindAsync(Guid id, string resource, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await FindAsync(connection, id, resource, cancellation);
    }

    /// <summary>The same on the caller's connection.</summary>
    public static Task<TokenRow?> FindAsync(DbConnection connection, Guid id, string resource, CancellationToken cancellation) =>
        connection.QuerySingleOrDefaultAsync<TokenRow>(new CommandDefinition(Select, new { id, resource }, cancellationToken: cancellation));

    /// <summary>Of all services the row that tells most: one that failed, else the one that is due first; null before the first try.</summary>
    public static Task<TokenRow?> FindAsync(DbConnection connection, Guid id, CancellationToken cancellation) =>
        connection.QuerySingleOrDefaultAsync<TokenRow>(new CommandDefinition(
            $"{Select} order by t.problem is null, t.refresh_due_at nulls first limit 1", new { id, resource = (string?)null }, cancellationToken: cancellation));

    /// <summary>The rows of all services of a system email.</summary>
    public async Task<IReadOnlyList<TokenRow>> ListAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<TokenRow>(new CommandDefinition(
            $"{Select} where t.resource is not null order by t.resource", new { id, resource = (string?)null }, cancellationToken: cancellation))).AsList();
    }

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

    /// <summary>Stores a new sign-in in place of whatever was there; the tokens that came from the one before go.</summary>
    public static async Task LinkAsync(DbConnection connection, TokenRow row, CancellationToken cancellation)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            """
            delete from token where system_email_id = @SystemEmailId;
            insert into sign_in (system_email_id, account, account_id, tenant, cache, linked_at, ends_at)
            values (@SystemEmailId, @Account, @AccountId, @Tenant, @Cache, @LinkedAt, @SignInEndsAt)
            on conflict (system_email_id) do update set account = excluded.account, account_id = excluded.account_id, tenant = excluded.tenant, cache = excluded.cache,
              linked_at = excluded.linked_at, ends_at = excluded.ends_at
            """,
            row,
            cancellationToken: cancellation));
        await RenewAsync(connection, row, cancellation);
    }

    /// <summary>Stores a renewed token, and what renews it where that was replaced; account and linking stay as they were.</summary>
    public static async Task RenewAsync(DbConnection connection, TokenRow row, CancellationToken cancellation) =>
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into token (system_email_id, resource, access_token, tenant, scopes, audience, linked_at, issued_at, refresh_due_at, expires_at, last_refresh_at)
            values (@SystemEmailId, @Resource, @AccessToken, @Tenant, @Scopes, @Audience, @LinkedAt, @IssuedAt, @RefreshDueAt, @ExpiresAt, @LastRefreshAt)
            on conflict (system_email_id, resource) do update set access_token = excluded.access_token,
              tenant = coalesce(excluded.tenant, token.tenant), scopes = excluded.scopes, audience = excluded.audience,
              linked_at = coalesce(token.linked_at, excluded.linked_at), issued_at = excluded.issued_at, refresh_due_at = excluded.refresh_due_at,
              expires_at = excluded.expires_at, last_refresh_at = excluded.last_refresh_at, failures = 0, problem = null, mender = null, retry_at = null;
            update sign_in set cache = @Cache where system_email_id = @SystemEmailId and @Cache::bytea is not null
            """,
            row,
            cancellationToken: cancellation));

    /// <summary>Stores when the sign-in ends by what a renewal has shown.</summary>
    public static Task SetSignInEndAsync(DbConnection connection, Guid id, DateTimeOffset? endsAt, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition("update sign_in set ends_at = @endsAt where system_email_id = @id", new { id, endsAt }, cancellationToken: cancellation));

    /// <summary>Keeps what renews a sign-in that has no person in it, such as the password grant's; the account is the login.</summary>
    public static Task KeepSignInAsync(DbConnection connection, Guid id, string account, byte[] cache, DateTimeOffset now, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            insert into sign_in (system_email_id, account, account_id, cache, linked_at) values (@id, @account, @account, @cache, @now)
            on conflict (system_email_id) do update set account = excluded.account, account_id = excluded.account_id, cache = excluded.cache
            """,
            new { id, account, cache, now },
            cancellationToken: cancellation));

    /// <summary>Stores that a try failed, and when it is made again by itself; null for not before somebody has acted.</summary>
    public static Task FailAsync(
        DbConnection connection, Guid id, string resource, DateTimeOffset now, MailboxProblem problem, Mender mender, DateTimeOffset? retryAt, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            insert into token (system_email_id, resource, last_refresh_at, failures, problem, mender, retry_at)
            values (@id, @resource, @now, 1, @problem::jsonb, @mender, @retryAt)
            on conflict (system_email_id, resource) do update set last_refresh_at = excluded.last_refresh_at, failures = token.failures + 1,
              problem = excluded.problem, mender = excluded.mender, retry_at = excluded.retry_at
            """,
            new { id, resource, now, problem = TokenRow.Write(problem), mender = mender.ToString(), retryAt },
            cancellationToken: cancellation));

    /// <summary>Forgets everything; whether there was anything.</summary>
    public static async Task<bool> ForgetAsync(DbConnection connection, Guid id, CancellationToken cancellation) =>
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from token where system_email_id = @id; delete from sign_in where system_email_id = @id", new { id }, cancellationToken: cancellation)) > 0;

    /// <summary>Keeps the sign-in and drops what came from it with the old secret or for the old protocols, so that the next use asks anew at once.</summary>
    public static Task MakeDueAsync(DbConnection connection, Guid id, CancellationToken cancellation) =>
        connection.ExecuteAsync(new CommandDefinition("delete from token where system_email_id = @id", new { id }, cancellationToken: cancellation));

    /// <summary>When the tokens of every system email are to be renewed.</summary>
    public async Task<ILookup<Guid, TokenDue>> DueAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return (await connection.QueryAsync<TokenDue>(new CommandDefinition(
            "select system_email_id, resource, access_token is not null as has_token, refresh_due_at, mender is not null as failed, coalesce(mender <> 'Nobody', false) as refused, retry_at from token",
            cancellationToken: cancellation))).ToLookup(due => due.SystemEmailId);
    }
}
