using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.SignIn.Grants;
using HelpdeskMail.Sandbox.SignIn.Tokens;

namespace HelpdeskMail.Sandbox.SignIn.Authorize;

/// <summary>
/// <c>/{tenant}/oauth2/v2.0/authorize</c>, and version 1.0 of it at <c>/{tenant}/oauth2/authorize</c>. GET decides which page comes next; each page posts to the same address with the same query and a
/// field <c>step</c> (<c>sign-in</c>, <c>pick</c>, <c>accept</c>, <c>decline</c>), so that nothing about an attempt is kept on the server.
/// </summary>
public sealed class AuthorizeEndpoint(
    AuthorizeCheck check,
    AccountCheck accounts,
    BrowserSessions sessions,
    DirectoryStore directory,
    GrantStore grants,
    TokenIssuer issuer,
    ClientCheck clients,
    ConsentCheck consents,
    SignInPages pages)
{
    public static Task<IResult> GetAsync(string tenant, HttpContext context, AuthorizeEndpoint endpoint) => endpoint.BeginAsync(tenant, context);

    public static Task<IResult> PostAsync(string tenant, HttpContext context, AuthorizeEndpoint endpoint) => endpoint.StepAsync(tenant, context);

    private async Task<IResult> BeginAsync(string tenant, HttpContext context)
    {
        var (request, scopes, error) = await check.ReadAsync(tenant, context.Request.Query, context.RequestAborted, EndpointVersion.IsFirst(context.Request.Path));
        if (error is not null)
        {
            return Refuse(request, error);
        }

        var account = await sessions.CurrentAsync(context);
        return await ContinueAsync(request!, scopes!, account, fresh: false, context.RequestAborted);
    }

    private async Task<IResult> StepAsync(string tenant, HttpContext context)
    {
        var (request, scopes, error) = await check.ReadAsync(tenant, context.Request.Query, context.RequestAborted, EndpointVersion.IsFirst(context.Request.Path));
        if (error is not null)
        {
            return Refuse(request, error);
        }

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        return form["step"].ToString() switch
        {
            "sign-in" => await SignInAsync(context, request!, scopes!, form),
            "accept" => await AcceptAsync(context, request!, scopes!),
            "decline" => pages.Return(request!, EntraErrors.ConsentDeclined),
            "pick" => await PickAsync(context, request!, scopes!, form["account"].ToString()),
            _ => await PageAsync(request!, null, null, context.RequestAborted),
        };
    }

    private IResult Refuse(AuthorizeRequest? request, EntraError error) =>
        request is null || error.OwnPage ? pages.Show(error) : pages.Return(request, error);

    private async Task<IResult> SignInAsync(HttpContext context, AuthorizeRequest request, RequestedScopes scopes, IFormCollection form)
    {
        var address = form["account"].ToString();
        var (account, error) = await accounts.SignInAsync(
            request.Tenant, address, form["password"].ToString(), request.Application, secondFactor: true, context.RequestAborted);
        if (account is null)
        {
            return await PageAsync(request, address, error, context.RequestAborted);
        }

        await sessions.StartAsync(context, account);
        return await ContinueAsync(request, scopes, account, fresh: true, context.RequestAborted);
    }

    /// <summary>The account that is signed in already goes on; any other one gives its password.</summary>
    private async Task<IResult> PickAsync(HttpContext context, AuthorizeRequest request, RequestedScopes scopes, string address)
    {
        var current = await sessions.CurrentAsync(context);
        return current?.Address == address && !request.Prompt.Contains("login", StringComparer.Ordinal)
            ? await ContinueAsync(request, scopes, current, fresh: true, context.RequestAborted)
            : await PageAsync(request, address, null, context.RequestAborted);
    }

    private async Task<IResult> AcceptAsync(HttpContext context, AuthorizeRequest request, RequestedScopes scopes)
    {
        if (await sessions.CurrentAsync(context) is not { } account)
        {
            return await PageAsync(request, null, null, context.RequestAborted);
        }

        if (await consents.RefusalAsync(request.Application, account, scopes.Expand(request.Application.DelegatedPermissions), context.RequestAborted) is { } adminOnly)
        {
            return pages.Show(adminOnly);
        }

        await directory.ConsentAsync(request.Application.ClientId, account.Id, scopes.Expand(request.Application.DelegatedPermissions).Qualified, context.RequestAborted);
        return await CodeAsync(request, scopes, account, context.RequestAborted);
    }

    /// <summary>Decides what comes next for the account: password, consent, or the code.</summary>
    /// <param name="request">The checked request.</param>
    /// <param name="scopes">What it asks for.</param>
    /// <param name="account">Who is signed in; null: nobody.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="fresh">Whether the person has just given the password: then no prompt asks for it again.</param>
    private async Task<IResult> ContinueAsync(AuthorizeRequest request, RequestedScopes scopes, Account? account, bool fresh, CancellationToken cancellation)
    {
        var silent = request.Prompt.Contains("none", StringComparer.Ordinal);
        var asks = request.Prompt.Contains("login", StringComparer.Ordinal) || request.Prompt.Contains("select_account", StringComparer.Ordinal);
        var otherHint = request.LoginHint is { } hint && account is not null && !hint.Equals(account.Address, StringComparison.OrdinalIgnoreCase);
        if (account is null || (!fresh && (asks || otherHint)))
        {
            return silent ? pages.Return(request, EntraErrors.NoSession) : await PageAsync(request, request.LoginHint, null, cancellation);
        }

        if (await accounts.MayActAsync(request.Tenant, account, request.Application, "authorize", cancellation) is { } refusal)
        {
            return silent ? pages.Return(request, refusal) : await PageAsync(request, account.Address, refusal, cancellation);
        }

        if (await clients.RefusedAsync(request.Application, "authorize", cancellation) is { } ordered)
        {
            return Refuse(request, ordered);
        }

        var expanded = scopes.Expand(request.Application.DelegatedPermissions);
        if (await consents.RefusalAsync(request.Application, account, expanded, cancellation) is { } adminOnly)
        {
            return pages.Show(adminOnly);
        }

        var consented = await directory.ConsentedAsync(request.Application.ClientId, account.Id, cancellation);
        var missing = expanded.Qualified.Any(scope => !consented.Contains(scope)) || (expanded.Permissions.Count == 0 && !consented.Contains(OpenIdConsent));
        if (missing && silent)
        {
            return pages.Return(request, EntraErrors.ConsentNeededSilently(request.Application.ClientId, request.Application.Name));
        }

        return missing || request.Prompt.Contains("consent", StringComparer.Ordinal)
            ? pages.Consent(request.Application, request.RedirectUri.GetLeftPart(UriPartial.Authority), expanded, account)
            : await CodeAsync(request, scopes, account, cancellation);
    }

    /// <summary>Stands in the consents for «sign you in» where nothing else was asked for.</summary>
    private const string OpenIdConsent = "openid";

    private async Task<IResult> CodeAsync(AuthorizeRequest request, RequestedScopes scopes, Account account, CancellationToken cancellation)
    {
        await directory.ConsentAsync(request.Application.ClientId, account.Id, [OpenIdConsent], cancellation);
        var code = await grants.NewCodeAsync(
            new IssuedCode
            {
                ClientId = request.Application.ClientId,
                AccountId = account.Id,
                RedirectUri = request.RedirectUriText,
                Scopes = [.. scopes.OpenId, .. scopes.Permissions.Select(permission => permission.Asked)],
                Nonce = request.Nonce,
                Challenge = request.Challenge,
                ChallengeMethod = request.ChallengeMethod,
            },
            await issuer.LifetimeAsync("code", request.Application.ClientId, cancellation),
            cancellation);
        return pages.Return(request, new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["code"] = code,
            ["state"] = request.State,
            ["session_state"] = Guid.NewGuid().ToString(),
        });
    }

    private async Task<IResult> PageAsync(AuthorizeRequest request, string? address, EntraError? error, CancellationToken cancellation)
    {
        var tenant = await directory.FindTenantAsync(request.Tenant, cancellation);
        var known = await directory.AccountsAsync(tenant?.Id, cancellation);
        return pages.SignIn(request.Application.Name, [.. known.Where(account => account.Password is not null)], address, error);
    }
}
