using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.SignIn.Directory;

namespace HelpdeskMail.Sandbox.SignIn.Grants;

/// <summary>Finds the application a request comes from, in the tenant it names, and proves it by its secret or certificate.</summary>
public sealed class ClientCheck(DirectoryStore directory, AssertionCheck assertions, FaultBoard faults, TimeProvider time)
{
    /// <summary>
    /// The application, or the refusal. Tenant first, then application, as Entra does; on <c>common</c> only multi-tenant ones.
    /// </summary>
    public async Task<(Application? Application, EntraError? Error)> FindAsync(string tenant, string? clientId, CancellationToken cancellation)
    {
        var multiTenant = tenant is "common" or "organizations" or "consumers";
        if (!multiTenant && await directory.FindTenantAsync(tenant, cancellation) is null)
        {
            return (null, EntraErrors.UnknownTenant(tenant));
        }

        if (string.IsNullOrEmpty(clientId))
        {
            return (null, EntraErrors.MissingParameter("client_id", ownPage: true));
        }

        if (await directory.FindApplicationAsync(clientId, cancellation) is not { } application)
        {
            return (null, EntraErrors.UnknownApplication(clientId, tenant));
        }

        if (application.Disabled)
        {
            return (null, EntraErrors.ApplicationDisabled(application.ClientId));
        }

        return multiTenant && !application.MultiTenant
            ? (null, EntraErrors.SingleTenant(application.ClientId, application.Name))
            : (application, null);
    }

    /// <summary>The refusal of a fault armed for the application itself at an endpoint; null where all shall go well.</summary>
    public async Task<EntraError?> RefusedAsync(Application application, string endpoint, CancellationToken cancellation, string? grant = null) =>
        await faults.TakeAsync<RefuseSignInFault>(fault => fault.Concerns(application.ClientId, endpoint, grant, application: true), cancellation) is { } refusal
            ? EntraCatalogue.Find(refusal.Code, application.ClientId, application.Name, "")
            : null;

    /// <summary>Null where the client proved itself, or is public where the grant allows that.</summary>
    public async Task<EntraError?> ProveAsync(Application application, TokenRequest request, CancellationToken cancellation)
    {
        if (await RefusedAsync(application, "token", cancellation, request["grant_type"]) is { } refusal)
        {
            return refusal;
        }

        if (request["client_assertion"] is not null)
        {
            return await assertions.RefusalAsync(application, request, cancellation);
        }

        var secrets = await directory.SecretsAsync(application.ClientId, cancellation);
        if (request.Secret is null)
        {
            return application.PublicClient && request["grant_type"] != "client_credentials" ? null : EntraErrors.SecretRequired;
        }

        if (secrets.Count == 0 && application.PublicClient)
        {
            return EntraErrors.PublicClientWithSecret;
        }

        var given = Encoding.UTF8.GetBytes(request.Secret);
        var match = secrets.FirstOrDefault(secret => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(secret.Value), given));
        return match is null ? EntraErrors.InvalidSecret(application.ClientId)
            : match.ExpiresAt <= time.GetUtcNow() ? EntraErrors.ExpiredSecret(application.ClientId)
            : null;
    }
}
