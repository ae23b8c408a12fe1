using Dapper;
using Npgsql;

namespace HelpdeskMail.Sandbox.SignIn.Directory;

/// <summary>Reads and changes tenants, accounts, applications and consents.</summary>
public sealed class DirectoryStore(NpgsqlDataSource database)
{
    /// <summary>The tenant of an id or a verified domain; null when there is none.</summary>
    public async Task<Tenant?> FindTenantAsync(string idOrDomain, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<Tenant>(
            "select * from tenant where id = @Id or domain = @Domain",
            new { Id = Guid.TryParse(idOrDomain, out var id) ? id : (Guid?)null, Domain = idOrDomain.ToLowerInvariant() });
    }

    public async Task<Account?> FindAccountAsync(string address, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<Account>(
            "select * from account where address = @Address", new { Address = address.Trim().ToLowerInvariant() });
    }

    public async Task<Account?> FindAccountAsync(Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<Account>("select * from account where id = @Id", new { Id = id });
    }

    /// <summary>The accounts of a tenant, or of all tenants where it is null, by address.</summary>
    public async Task<IReadOnlyList<Account>> AccountsAsync(Guid? tenant, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<Account>(
            "select * from account where @Tenant is null or tenant_id = @Tenant order by address", new { Tenant = tenant })];
    }

    public async Task<Application?> FindApplicationAsync(string? clientId, CancellationToken cancellation)
    {
        if (!Guid.TryParse(clientId, out var id))
        {
            return null;
        }

        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleOrDefaultAsync<Application>("select * from application where client_id = @Id", new { Id = id });
    }

    public async Task<IReadOnlyList<Application>> ApplicationsAsync(CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<Application>("select * from application order by client_id")];
    }

    public async Task<IReadOnlyList<ApplicationSecret>> SecretsAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<ApplicationSecret>(
            "select * from application_secret where client_id = @ClientId order by expires_at desc", new { ClientId = clientId })];
    }

    /// <summary>What the account, or an admin for everybody, consented to: scopes with their resource.</summary>
    public async Task<IReadOnlySet<string>> ConsentedAsync(Guid clientId, Guid accountId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var scopes = await connection.QueryAsync<string>(
            "select scope from consent where client_id = @ClientId and (account_id = @AccountId or account_id is null)",
            new { ClientId = clientId, AccountId = accountId });
        return scopes.ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Notes consent.</summary>
    /// <param name="clientId">To which application.</param>
    /// <param name="accountId">Null: for everybody in the tenant.</param>
    /// <param name="scopes">With their resource.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task ConsentAsync(Guid clientId, Guid? accountId, IEnumerable<string> scopes, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "insert into consent (client_id, account_id, scope) select @ClientId, @AccountId, unnest(@Scopes) on conflict do nothing",
            new { ClientId = clientId, AccountId = accountId, Scopes = scopes.ToArray() });
    }

    public async Task<bool> MayOpenAsync(Guid accountId, string address, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteScalarAsync<bool>(
            "select exists (select 1 from mailbox_permission where account_id = @AccountId and address = @Address)",
            new { AccountId = accountId, Address = address.ToLowerInvariant() });
    }

    /// <summary>Changes how an account signs in; what is null stays as it is.</summary>
    /// <returns>False when there is no such account.</returns>
    public async Task<bool> ChangeAccountAsync(string address, string? password, string? state, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync(
            "update account set password = coalesce(@Password, password), state = coalesce(@State, state) where address = @Address",
            new { Address = address.ToLowerInvariant(), Password = password, State = state }) == 1;
    }

    /// <summary>An admin consents to application permissions that the registration asks for.</summary>
    public async Task ConsentRolesAsync(Application application, Func<string, bool> which, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "update application set application_roles = @Roles where client_id = @ClientId",
            new { application.ClientId, Roles = application.ApplicationRoles.Union(application.RequestedRoles.Where(which), StringComparer.Ordinal).ToArray() });
    }

    public async Task<IReadOnlyList<ApplicationCertificate>> CertificatesAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return [.. await connection.QueryAsync<ApplicationCertificate>(
            "select * from application_certificate where client_id = @ClientId order by created_at", new { ClientId = clientId })];
    }
}
