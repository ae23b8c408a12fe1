using HelpdeskMail.Sandbox.SignIn.Authorize;
using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.SignIn.Grants;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Sandbox.SignIn.Devices;

/// <summary>
/// <c>/devicelogin</c>: a person types the code a device shows, signs in, and agrees. The code is in the address, so that nothing else of an attempt is kept.
/// </summary>
public sealed class DeviceSignIn(DeviceCodes codes, DirectoryStore directory, AccountCheck accounts, BrowserSessions sessions, SignInPages pages, ConsentCheck consents)
{
    public static Task<IResult> GetAsync(HttpContext context, DeviceSignIn page) => page.ShowAsync(context, null);

    public static async Task<IResult> PostAsync(HttpContext context, DeviceSignIn page) => await page.ShowAsync(context, await context.Request.ReadFormAsync(context.RequestAborted));

    private static RazorComponentResult<DeviceCodePage> Ask(string typed, string? problem) => new(new { Typed = typed, Problem = problem });

    private static RazorComponentResult<DeviceDonePage> Done(string words) => new(new { Words = words });

    private async Task<IResult> ShowAsync(HttpContext context, IFormCollection? form)
    {
        var step = form?["step"].ToString();
        if (step == "code")
        {
            return TypedResults.Redirect($"/devicelogin?otc={Uri.EscapeDataString(form!["otc"].ToString().Trim())}");
        }

        var typed = context.Request.Query["otc"].ToString();
        if (typed.Length == 0)
        {
            return Ask("", null);
        }

        if (await codes.FindAsync("entra", typed, context.RequestAborted) is not { } code || await directory.FindApplicationAsync(code.ClientId, context.RequestAborted) is not { } application)
        {
            return Ask(typed, "That code didn't work. Check the code and try again.");
        }

        if (step == "decline")
        {
            await codes.DecideAsync(code, account: null, context.RequestAborted);
            return Done("You have cancelled the sign-in. You may close this window.");
        }

        var (account, error) = (await sessions.CurrentAsync(context), (EntraError?)null);
        if (step == "sign-in")
        {
            (account, error) = await accounts.SignInAsync(code.Tenant, form!["account"].ToString(), form["password"].ToString(), application, secondFactor: true, context.RequestAborted);
            if (account is not null)
            {
                await sessions.StartAsync(context, account);
            }
        }

        error ??= account is null ? null : await accounts.MayActAsync(code.Tenant, account, application, "authorize", context.RequestAborted);
        if (account is null || error is not null || step == "pick")
        {
            return await SignInAsync(code, application, form?["account"].ToString() ?? account?.Address, error, context.RequestAborted);
        }

        return await AgreeAsync(code, application, account, accepted: step == "accept", context.RequestAborted);
    }

    private async Task<IResult> AgreeAsync(DeviceCode code, Application application, Account account, bool accepted, CancellationToken cancellation)
    {
        var (scopes, invalid) = RequestedScopes.Parse(code.Scopes, code.Tenant);
        if (invalid is not null)
        {
            return pages.Show(invalid);
        }

        var asked = scopes!.Expand(application.DelegatedPermissions);
        if (await consents.RefusalAsync(application, account, asked, cancellation) is { } refusal)
        {
            return pages.Show(refusal);
        }

        if (!accepted)
        {
            return pages.Consent(application, "another device", asked, account);
        }

        await directory.ConsentAsync(application.ClientId, account.Id, asked.Qualified, cancellation);
        await codes.DecideAsync(code, account.Id, cancellation);
        return Done($"You have signed in to the {application.Name} application on your device. You may now close this window.");
    }

    private async Task<IResult> SignInAsync(DeviceCode code, Application application, string? address, EntraError? error, CancellationToken cancellation)
    {
        var tenant = await directory.FindTenantAsync(code.Tenant, cancellation);
        var known = await directory.AccountsAsync(tenant?.Id, cancellation);
        return pages.SignIn(application.Name, [.. known.Where(account => account.Password is not null)], address, error);
    }
}
