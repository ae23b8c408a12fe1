using HelpdeskMail.Sandbox.SignIn.Directory;

namespace HelpdeskMail.Sandbox.SignIn.Authorize;

/// <summary>Who may consent to what.</summary>
public sealed class ConsentCheck(DirectoryStore directory)
{
    /// <summary>Whether something is asked for that nobody consented to yet.</summary>
    public async Task<bool> IsMissingAsync(Application application, Account account, RequestedScopes asked, CancellationToken cancellation)
    {
        var consented = await directory.ConsentedAsync(application.ClientId, account.Id, cancellation);
        return asked.Qualified.Any(scope => !consented.Contains(scope));
    }

    /// <summary>AADSTS90094 where consent is missing, the person is no admin, and the tenant leaves consent to admins; else null.</summary>
    public async Task<EntraError?> RefusalAsync(Application application, Account account, RequestedScopes asked, CancellationToken cancellation)
    {
        if (account.IsAdmin || await directory.FindTenantAsync($"{account.TenantId}", cancellation) is not { UserConsent: false })
        {
            return null;
        }

        return await IsMissingAsync(application, account, asked, cancellation) ? EntraErrors.AdminConsentNeeded(application.Name) with { OwnPage = true } : null;
    }
}
