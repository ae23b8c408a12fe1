using HelpdeskMail.Sandbox.SignIn.Devices;
using HelpdeskMail.Sandbox.SignIn.Directory;

namespace HelpdeskMail.Sandbox.SignIn.Grants;

/// <summary><c>grant_type=urn:ietf:params:oauth:grant-type:device_code</c> (RFC 8628 section 3.4): pending until the person at <c>/devicelogin</c> decides, good once.</summary>
public sealed class DeviceCodeGrant(DeviceCodes codes, DirectoryStore directory, AccountCheck accounts, DelegatedGrant delegated, TimeProvider time)
{
    public const string Name = "urn:ietf:params:oauth:grant-type:device_code";

    public async Task<GrantResult> RedeemAsync(TokenRequest request, Application application, CancellationToken cancellation)
    {
        if ((request["device_code"] ?? request["code"]) is not { } secret)
        {
            return EntraErrors.MissingParameter("device_code");
        }

        if (await codes.PollAsync("entra", secret, cancellation) is not { } code || code.ClientId != $"{application.ClientId}")
        {
            return EntraErrors.VerificationCodeInvalid;
        }

        if (code.Declined)
        {
            return EntraErrors.DeviceDeclined;
        }

        if (code.Redeemed)
        {
            return EntraErrors.CodeRedeemed;
        }

        if (code.AccountId is null)
        {
            return code.ExpiresAt <= time.GetUtcNow() ? EntraErrors.DeviceCodeExpired : EntraErrors.AuthorizationPending;
        }

        var account = await directory.FindAccountAsync(code.AccountId.Value, cancellation);
        if (await accounts.MayActAsync(request.Tenant, account!, application, "token", cancellation) is { } standing)
        {
            return standing;
        }

        var (scopes, error) = RequestedScopes.Parse(request["scope"] ?? code.Scopes, request.Tenant);
        if (error is not null)
        {
            return error;
        }

        return await codes.RedeemAsync(code, cancellation) ? await delegated.IssueAsync(request, application, account!, scopes!, nonce: null, cancellation) : EntraErrors.CodeRedeemed;
    }
}
