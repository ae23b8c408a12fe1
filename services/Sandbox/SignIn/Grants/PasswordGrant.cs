using HelpdeskMail.Sandbox.SignIn.Directory;

namespace HelpdeskMail.Sandbox.SignIn.Grants;

/// <summary><c>grant_type=password</c> (ROPC): no second factor, not over <c>common</c> or <c>consumers</c>, consent must be there already.</summary>
public sealed class PasswordGrant(AccountCheck accounts, DelegatedGrant delegated)
{
    public async Task<GrantResult> RedeemAsync(TokenRequest request, Application application, CancellationToken cancellation)
    {
        if (request["username"] is not { } user)
        {
            return EntraErrors.MissingParameter("username");
        }

        if (request["password"] is not { } password)
        {
            return EntraErrors.MissingParameter("password");
        }

        var (scopes, error) = RequestedScopes.Parse(request["scope"], request.Tenant);
        if (error is not null)
        {
            return error;
        }

        var (account, refusal) = await accounts.SignInAsync(request.Tenant, user, password, application, secondFactor: false, cancellation);
        return refusal is not null ? refusal : await delegated.IssueAsync(request, application, account!, scopes!, nonce: null, cancellation);
    }
}
