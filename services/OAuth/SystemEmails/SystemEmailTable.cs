using System.Data.Common;
using Dapper;
using Npgsql;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>The table <c>system_email</c>. Reading is by itself; every change is part of the caller's transaction and grows the revision.</summary>
public sealed class SystemEmailTable(NpgsqlDataSource database)
{
    private const string Select =
        """
        select e.*, t.account_id, t.account
        from system_email e left join sign_in t on t.system_email_id = e.id
        """;

    /// <summary>All of them by address; the removed ones too when asked for, so that whoever still works for one learns of it.</summary>
    public async Task<IReadOnlyList<SystemEmail>> ListAsync(bool removedToo, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var rows = await connection.QueryAsync<SystemEmailRow>(new CommandDefinition(
            $"{Select} where not e.removed or @removedToo order by lower(e.address), e.created_at", new { removedToo }, cancellationToken: cancellation));
        return [.. rows.Select(row => row.ToSystemEmail())];
    }

    /// <summary>One that was not removed; null when there is none.</summary>
    public async Task<SystemEmail?> FindAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await FindAsync(connection, id, cancellation);
    }

    /// <summary>The same on the caller's connection.</summary>
    public static async Task<SystemEmail?> FindAsync(DbConnection connection, Guid id, CancellationToken cancellation) =>
        (await connection.QuerySingleOrDefaultAsync<SystemEmailRow>(new CommandDefinition(
            $"{Select} where e.id = @id and not e.removed", new { id }, cancellationToken: cancellation)))?.ToSystemEmail();

    /// <summary>Locks one against other changes until the caller's transaction ends; null when there is none.</summary>
    public static async Task<SystemEmail?> LockAsync(DbConnection connection, Guid id, CancellationToken cancellation)
    {
        await connection.ExecuteAsync(new CommandDefinition("select 1 from system_email where id = @id for no key update", new { id }, cancellationToken: cancellation));
        return await FindAsync(connection, id, cancellation);
    }

    /// <summary>Adds one; false when its address is taken.</summary>
    public static async Task<bool> AddAsync(DbConnection connection, SystemEmail email, CancellationToken cancellation) =>
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into system_email (id, revision, address, name, provider, sign_in, shared_mailbox, client_id, client_secret, tenant, authorize_endpoint,
              token_endpoint, scopes, password, login, proof, secret_expires_at, old_client_secret, old_secret_expires_at, certificate, certificate_facts, details,
              receiving, sending, created_at, changed_at)
            values (@Id, @Revision, @Address, @Name, @Provider, @SignIn, @SharedMailbox, @ClientId, @ClientSecret, @Tenant, @AuthorizeEndpoint,
              @TokenEndpoint, @Scopes, @Password, @Login, @Proof, @SecretExpiresAt, @OldClientSecret, @OldSecretExpiresAt, @Certificate, @CertificateFacts::jsonb, @Details::jsonb,
              @Receiving::jsonb, @Sending::jsonb, @CreatedAt, @ChangedAt)
            on conflict (lower(address)) where not removed do nothing
            """,
            SystemEmailRow.Of(email),
            cancellationToken: cancellation)) == 1;

    /// <summary>Replaces the settings of one; false when its new address is another one's.</summary>
    public static async Task<bool> ReplaceAsync(DbConnection connection, SystemEmail email, CancellationToken cancellation)
    {
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(
                """
                update system_email set revision = @Revision, address = @Address, name = @Name, provider = @Provider, sign_in = @SignIn,
                  shared_mailbox = @SharedMailbox, client_id = @ClientId, client_secret = @ClientSecret, tenant = @Tenant, authorize_endpoint = @AuthorizeEndpoint,
                  token_endpoint = @TokenEndpoint, scopes = @Scopes, password = @Password, login = @Login, proof = @Proof,
                  secret_expires_at = @SecretExpiresAt, old_client_secret = @OldClientSecret, old_secret_expires_at = @OldSecretExpiresAt, certificate = @Certificate,
                  certificate_facts = @CertificateFacts::jsonb, details = @Details::jsonb, receiving = @Receiving::jsonb, sending = @Sending::jsonb, changed_at = @ChangedAt
                where id = @Id
                """,
                SystemEmailRow.Of(email),
                cancellationToken: cancellation));
            return true;
        }
        catch (PostgresException conflict) when (conflict.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    /// <summary>Pauses or resumes one; gives the new revision.</summary>
    public static Task<int> PauseAsync(DbConnection connection, Guid id, bool paused, CancellationToken cancellation) =>
        connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "update system_email set paused = @paused, revision = revision + 1 where id = @id returning revision", new { id, paused }, cancellationToken: cancellation));

    /// <summary>Counts a change that is not in this table (linked, forgotten); gives the new revision.</summary>
    public static Task<int> TouchAsync(DbConnection connection, Guid id, CancellationToken cancellation) =>
        connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "update system_email set revision = revision + 1 where id = @id returning revision", new { id }, cancellationToken: cancellation));

    /// <summary>Removes one with its secrets; its row stays, so that its id still means something to those who worked for it. Gives the new revision.</summary>
    public static async Task<int> RemoveAsync(DbConnection connection, Guid id, DateTimeOffset now, CancellationToken cancellation)
    {
        await connection.ExecuteAsync(new CommandDefinition(
            """
            delete from token where system_email_id = @id;
            delete from sign_in where system_email_id = @id;
            update link_attempt set verifier = null, device_code = null where system_email_id = @id
            """,
            new { id },
            cancellationToken: cancellation));
        return await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            """
            update system_email set removed = true, revision = revision + 1, client_secret = null, old_client_secret = null, certificate = null,
              password = null, changed_at = @now
            where id = @id returning revision
            """,
            new { id, now },
            cancellationToken: cancellation));
    }
}
