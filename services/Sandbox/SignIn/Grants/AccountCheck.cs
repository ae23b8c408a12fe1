using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.SignIn.Directory;

namespace HelpdeskMail.Sandbox.SignIn.Grants;

/// <summary>Proves a person by name and password, and says whether he may still be acted for.</summary>
public sealed class AccountCheck(DirectoryStore directory, FaultBoard faults)
{
    /// <summary>
    /// The account of a right password, or the refusal. An account of another tenant than <paramref name="tenant"/> is refused, and so is one that
    /// needs a second factor where <paramref name="secondFactor"/> says that none can be given (password grant).
    /// </summary>
    public async Task<(Account? Account, EntraError? Error)> SignInAsync(
        string tenant, string address, string password, Application application, bool secondFactor, CancellationToken cancellation)
    {
        if (await directory.FindAccountAsync(address, cancellation) is not { Password: not null } account)
        {
            return (null, EntraErrors.UnknownUser(address, tenant));
        }

        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(account.Password), Encoding.UTF8.GetBytes(password)))
        {
            return (null, EntraErrors.WrongPassword);
        }

        var error = await MayActAsync(tenant, account, application, secondFactor ? "authorize" : "token", cancellation)
            ?? (account.State == "mfa_required" && !secondFactor ? EntraErrors.SecondFactorNeeded : null);
        return error is null ? (account, null) : (null, error);
    }

    /// <summary>Null while the account is in good standing and of the request's tenant.</summary>
    /// <param name="tenant">Tenant of the request's path.</param>
    /// <param name="account">Who is acted for.</param>
    /// <param name="application">Who acts.</param>
    /// <param name="endpoint"><c>authorize</c> or <c>token</c>, for faults of one of them.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<EntraError?> MayActAsync(string tenant, Account account, Application application, string endpoint, CancellationToken cancellation)
    {
        var refusal = await faults.TakeAsync<RefuseSignInFault>(fault => fault.Concerns(application.ClientId, account.Address, endpoint), cancellation);
        if (refusal is not null)
        {
            return EntraCatalogue.Find(refusal.Code, application.ClientId, application.Name, account.Address);
        }

        if (tenant is not ("common" or "organizations") && (await directory.FindTenantAsync(tenant, cancellation))?.Id != account.TenantId)
        {
            return EntraErrors.UserOfOtherTenant(account.Address);
        }

        return account.State switch
        {
            "disabled" => EntraErrors.AccountDisabled,
            "locked" => EntraErrors.AccountLocked,
            "password_expired" => EntraErrors.PasswordExpired,
            _ => null,
        };
    }
}
