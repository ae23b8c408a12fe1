using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.SignIn.Tokens;

namespace HelpdeskMail.Sandbox.SignIn.Grants;

/// <summary>The end common to code, refresh and password grants: an answer by which an application acts as a person.</summary>
public sealed class DelegatedGrant(DirectoryStore directory, GrantStore grants, TokenIssuer issuer)
{
    /// <summary>Issues tokens for one resource, within what was consented to.</summary>
    public async Task<GrantResult> IssueAsync(
        TokenRequest request, Application application, Account account, RequestedScopes asked, string? nonce, CancellationToken cancellation)
    {
        if (asked.HasSeveralResources)
        {
            return EntraErrors.SeveralResources(string.Join(' ', asked.Permissions.Select(permission => permission.Asked)));
        }

        var consented = await directory.ConsentedAsync(application.ClientId, account.Id, cancellation);
        var scopes = asked.Expand(application.DelegatedPermissions.Where(consented.Contains));
        if (asked.IsDefault && scopes.Permissions.Count == 0)
        {
            return EntraErrors.NotConsented(application.ClientId, application.Name);
        }

        if (scopes.Qualified.Any(scope => !consented.Contains(scope)))
        {
            return EntraErrors.NotConsented(application.ClientId, application.Name);
        }

        var lifetime = await issuer.LifetimeAsync(application.ClientId, cancellation);
        var granted = scopes.OpenId.Where(scope => scope != "offline_access").Concat(scopes.Permissions.Select(permission => permission.Asked));
        var permissions = scopes.Permissions.Select(permission => permission.Permission).DefaultIfEmpty("User.Read");
        return new TokenAnswer
        {
            ExpiresIn = lifetime,
            Scope = string.Join(' ', granted),
            AccessToken = await issuer.DelegatedAsync(application, account, asked.Resource, permissions, lifetime, cancellation, request.IsChallengeable),
            RefreshToken = scopes.Offline
                ? await grants.NewRefreshTokenAsync(
                    application.ClientId, account.Id, [.. scopes.OpenId, .. asked.Permissions.Select(permission => permission.Asked)], await issuer.LifetimeAsync("refresh", application.ClientId, cancellation), cancellation)
                : null,
            IdToken = scopes.SignsIn ? await issuer.IdAsync(application, account, request.Address, nonce, lifetime, cancellation, request.IsVersion1) : null,
            ClientInfo = request["client_info"] == "1" ? TokenIssuer.ClientInfo(account) : null,
        };
    }
}
