using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.SignIn.Grants;

namespace HelpdeskMail.Sandbox.SignIn.Authorize;

/// <summary><c>/{tenant}/v2.0/adminconsent</c> and the older <c>/{tenant}/adminconsent</c>: an admin consents for everybody.</summary>
public sealed class AdminConsentEndpoint(AuthorizeCheck check, AccountCheck accounts, BrowserSessions sessions, DirectoryStore directory, SignInPages pages)
{
    public static Task<IResult> GetAsync(string tenant, HttpContext context, AdminConsentEndpoint endpoint) => endpoint.AnswerAsync(tenant, context, null);

    public static async Task<IResult> PostAsync(string tenant, HttpContext context, AdminConsentEndpoint endpoint) =>
        await endpoint.AnswerAsync(tenant, context, await context.Request.ReadFormAsync(context.RequestAborted));

    /// <summary>Whether an application permission is one of Exchange's own or one of Graph's, as the resource is.</summary>
    private static bool IsOf(string role, Resource resource) => role.EndsWith("AsApp", StringComparison.Ordinal) != (resource == Resource.Graph);

    private async Task<IResult> AnswerAsync(string tenant, HttpContext context, IFormCollection? form)
    {
        // The first version asks for all permissions of the registration and answers without a scope.
        var isFirst = context.Request.Path.Value?.Contains("/v2.0/", StringComparison.OrdinalIgnoreCase) is false;

        // The same checks as for a code; what only a code needs is filled in.
        var query = new QueryCollection(new Dictionary<string, Microsoft.Extensions.Primitives.StringValues>(context.Request.Query, StringComparer.OrdinalIgnoreCase)
        {
            ["response_type"] = "code",
            ["scope"] = context.Request.Query["scope"].FirstOrDefault() is { Length: > 0 } asked ? asked : "https://graph.microsoft.com/.default",
        });
        var (request, scopes, error) = await check.ReadAsync(tenant, query, context.RequestAborted);
        if (error is not null)
        {
            return request is null ? pages.Show(error) : pages.Return(request, error);
        }

        var step = form?["step"].ToString();
        if (step == "decline")
        {
            return pages.Return(request!, EntraErrors.ConsentDeclined with { Error = isFirst ? "permission_denied" : "consent_required" });
        }

        var account = await sessions.CurrentAsync(context);
        if (step == "sign-in")
        {
            (account, error) = await accounts.SignInAsync(request!.Tenant, form!["account"].ToString(), form["password"].ToString(), request.Application, secondFactor: true, context.RequestAborted);
            if (account is not null)
            {
                await sessions.StartAsync(context, account);
            }
        }

        if (account is not { IsAdmin: true })
        {
            var admins = (await directory.AccountsAsync(request!.Application.TenantId, context.RequestAborted)).Where(known => known.IsAdmin);
            return pages.SignIn(request.Application.Name, [.. admins], account?.Address, error ?? (account is null ? null : EntraErrors.AdminConsentNeeded(request.Application.Name)));
        }

        var expanded = scopes!.Expand(request!.Application.DelegatedPermissions);
        if (step != "accept")
        {
            return pages.Consent(request.Application, request.RedirectUri.GetLeftPart(UriPartial.Authority), expanded, account);
        }

        await directory.ConsentAsync(request.Application.ClientId, accountId: null, expanded.Qualified, context.RequestAborted);
        if (scopes.IsDefault)
        {
            await directory.ConsentRolesAsync(request.Application, role => isFirst || IsOf(role, scopes.Resource), context.RequestAborted);
        }

        return pages.Return(request, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["admin_consent"] = "True",
            ["tenant"] = account.TenantId.ToString(),
            ["scope"] = isFirst ? null : request.ScopeText,
            ["state"] = request.State,
        });
    }
}
