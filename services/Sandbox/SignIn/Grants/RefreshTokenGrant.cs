using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.SignIn.Tokens;

namespace HelpdeskMail.Sandbox.SignIn.Grants;

/// <summary>
/// <c>grant_type=refresh_token</c>. Each use brings a new refresh token; the one used stays good, as Entra's do. The scopes may be of
/// another resource than before, as long as they were consented to.
/// </summary>
public sealed class RefreshTokenGrant(GrantStore grants, DirectoryStore directory, AccountCheck accounts, DelegatedGrant delegated, TimeProvider time)
{
    public async Task<GrantResult> RedeemAsync(TokenRequest request, Application application, CancellationToken cancellation)
    {
        if (request["refresh_token"] is not { } value)
        {
            return EntraErrors.MissingParameter("refresh_token");
        }

        var token = await grants.UseRefreshTokenAsync(value, cancellation);
        if (token is null || token.ClientId != application.ClientId)
        {
            return EntraErrors.RefreshTokenInvalid;
        }

        if (token.RevokedAt is not null)
        {
            return EntraErrors.RefreshTokenRevoked;
        }

        if (token.ExpiresAt <= time.GetUtcNow())
        {
            return EntraErrors.RefreshTokenInactive;
        }

        var account = await directory.FindAccountAsync(token.AccountId, cancellation);
        if (await accounts.MayActAsync(request.Tenant, account!, application, "token", cancellation) is { } standing)
        {
            return standing;
        }

        var scope = request["scope"] ?? string.Join(' ', token.Scopes);
        var (scopes, error) = RequestedScopes.Parse(WithOffline(scope), request.Tenant);
        return error is not null ? error : await delegated.IssueAsync(request, application, account!, scopes!, nonce: null, cancellation);
    }

    /// <summary>A refresh always rotates, whether or not it asks for offline_access again.</summary>
    private static string WithOffline(string scope) =>
        scope.Split(' ').Contains("offline_access", StringComparer.OrdinalIgnoreCase) ? scope : $"{scope} offline_access";
}
