using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.SignIn.Tokens;

namespace HelpdeskMail.Sandbox.SignIn.Grants;

/// <summary><c>grant_type=client_credentials</c>: a tenant's own endpoint only, one <c>{resource}/.default</c> only, never a refresh token.</summary>
public sealed class ClientCredentialsGrant(DirectoryStore directory, TokenIssuer issuer)
{
    public async Task<GrantResult> RedeemAsync(TokenRequest request, Application application, CancellationToken cancellation)
    {
        if (request.IsMultiTenant || await directory.FindTenantAsync(request.Tenant, cancellation) is not { } tenant)
        {
            return EntraErrors.TenantNeeded(application.ClientId);
        }

        var (scopes, error) = RequestedScopes.Parse(request["scope"], request.Tenant);
        if (error is not null)
        {
            return error;
        }

        if (scopes!.Permissions.Count != 1 || !scopes.IsDefault)
        {
            return scopes.HasSeveralResources ? EntraErrors.SeveralResources(request["scope"]!) : EntraErrors.ApplicationScope(request["scope"]!);
        }

        var lifetime = await issuer.LifetimeAsync(application.ClientId, cancellation);
        return new TokenAnswer
        {
            ExpiresIn = lifetime,
            AccessToken = await issuer.ApplicationAsync(application, tenant, scopes.Resource, RolesOn(application, scopes.Resource), lifetime, cancellation),
        };
    }

    /// <summary>Exchange and Graph each put their own permissions into a token.</summary>
    private static List<string> RolesOn(Application application, Resource resource) =>
        [.. application.ApplicationRoles.Where(role => role.EndsWith("AsApp", StringComparison.Ordinal) != (resource == Resource.Graph))];
}
