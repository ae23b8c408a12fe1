using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.SignIn.Tokens;

namespace HelpdeskMail.Sandbox.SignIn.Grants;

/// <summary><c>grant_type=authorization_code</c> (RFC 6749 section 4.1.3, RFC 7636). A code is good once, for ten minutes.</summary>
public sealed class AuthorizationCodeGrant(GrantStore grants, DirectoryStore directory, AccountCheck accounts, DelegatedGrant delegated, TimeProvider time)
{
    public async Task<GrantResult> RedeemAsync(TokenRequest request, Application application, CancellationToken cancellation)
    {
        if (request["code"] is not { } value)
        {
            return EntraErrors.MissingParameter("code");
        }

        if (await grants.FindCodeAsync(value, cancellation) is not { } code)
        {
            return EntraErrors.InvalidCode;
        }

        if (Refusal(request, application, code) is { } refusal)
        {
            return refusal;
        }

        var account = await directory.FindAccountAsync(code.AccountId, cancellation);
        if (await accounts.MayActAsync(request.Tenant, account!, application, "token", cancellation) is { } standing)
        {
            return standing;
        }

        var wanted = request["scope"] is { } scope ? WithOpenId(scope, code.Scopes) : string.Join(' ', code.Scopes);
        var (scopes, error) = RequestedScopes.Parse(wanted, request.Tenant);
        if (error is not null)
        {
            return error;
        }

        if (scopes!.HasSeveralResources)
        {
            return EntraErrors.SeveralResources(wanted);
        }

        return await grants.RedeemCodeAsync(value, cancellation)
            ? await delegated.IssueAsync(request, application, account!, scopes, code.Nonce, cancellation)
            : EntraErrors.CodeRedeemed;
    }

    private static string WithOpenId(string scope, IEnumerable<string> authorized) =>
        string.Join(' ', scope.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Union(authorized.Where(word => word is "openid" or "profile" or "email" or "offline_access"), StringComparer.OrdinalIgnoreCase));

    private EntraError? Refusal(TokenRequest request, Application application, IssuedCode code)
    {
        if (code.RedeemedAt is not null)
        {
            return EntraErrors.CodeRedeemed;
        }

        if (code.ExpiresAt <= time.GetUtcNow())
        {
            return EntraErrors.CodeExpired;
        }

        if (code.ClientId != application.ClientId)
        {
            return EntraErrors.CodeOfOtherClient;
        }

        if (request["redirect_uri"] != code.RedirectUri)
        {
            return EntraErrors.ReplyAddressMismatch(request["redirect_uri"], application.ClientId);
        }

        return (code.Challenge, request["code_verifier"]) switch
        {
            (null, _) => null,
            (_, null) => EntraErrors.VerifierMissing,
            var (challenge, verifier) => challenge == Transform(verifier, code.ChallengeMethod) ? null : EntraErrors.VerifierMismatch,
        };
    }

    private static string Transform(string verifier, string? method) =>
        method == "S256" ? Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) : verifier;
}
