using System.Security.Cryptography.X509Certificates;
using Dapper;
using Npgsql;

namespace HelpdeskMail.Sandbox.SignIn.Directory;

/// <summary>What the portal's pages for app registrations change.</summary>
public sealed class ApplicationBook(NpgsqlDataSource database, TimeProvider time)
{
    /// <summary>Writes an application, new or changed.</summary>
    public async Task SaveAsync(Application application, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            """
            insert into application (client_id, tenant_id, name, multi_tenant, public_client, disabled, redirect_uris, delegated_permissions, application_roles, requested_roles, mailbox_pattern)
            values (@ClientId, @TenantId, @Name, @MultiTenant, @PublicClient, @Disabled, @RedirectUris, @DelegatedPermissions, @ApplicationRoles, @RequestedRoles, @MailboxPattern)
            on conflict (client_id) do update set name = excluded.name, multi_tenant = excluded.multi_tenant, public_client = excluded.public_client, disabled = excluded.disabled,
              redirect_uris = excluded.redirect_uris, delegated_permissions = excluded.delegated_permissions, application_roles = excluded.application_roles,
              requested_roles = excluded.requested_roles, mailbox_pattern = excluded.mailbox_pattern
            """,
            application);
    }

    public async Task<ApplicationSecret> AddSecretAsync(Guid clientId, string value, DateTimeOffset expiresAt, CancellationToken cancellation)
    {
        var secret = new ApplicationSecret { Id = Guid.CreateVersion7(time.GetUtcNow()), ClientId = clientId, Value = value, ExpiresAt = expiresAt };
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("insert into application_secret (id, client_id, value, expires_at) values (@Id, @ClientId, @Value, @ExpiresAt)", secret);
        return secret;
    }

    public async Task<bool> RemoveSecretAsync(Guid clientId, Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync("delete from application_secret where client_id = @ClientId and id = @Id", new { ClientId = clientId, Id = id }) == 1;
    }

    /// <summary>Registers a certificate; only its public part is kept.</summary>
    public async Task<ApplicationCertificate> AddCertificateAsync(Guid clientId, X509Certificate2 certificate, CancellationToken cancellation)
    {
        var added = new ApplicationCertificate { Id = Guid.CreateVersion7(time.GetUtcNow()), ClientId = clientId, Name = certificate.Subject, Raw = certificate.RawData };
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync(
            "insert into application_certificate (id, client_id, name, raw, created_at) values (@Id, @ClientId, @Name, @Raw, @Now)", new { added.Id, added.ClientId, added.Name, added.Raw, Now = time.GetUtcNow() });
        return added;
    }

    public async Task<bool> RemoveCertificateAsync(Guid clientId, Guid id, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.ExecuteAsync("delete from application_certificate where client_id = @ClientId and id = @Id", new { ClientId = clientId, Id = id }) == 1;
    }

    /// <summary>Takes back every consent to an application, delegated and application permissions alike.</summary>
    public async Task WithdrawConsentAsync(Guid clientId, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("delete from consent where client_id = @ClientId; update application set application_roles = '{}' where client_id = @ClientId", new { ClientId = clientId });
    }

    /// <summary>Whether people of the tenant may consent by themselves.</summary>
    public async Task SetUserConsentAsync(Guid tenant, bool allowed, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await connection.ExecuteAsync("update tenant set user_consent = @Allowed where id = @Tenant", new { Tenant = tenant, Allowed = allowed });
    }
}
