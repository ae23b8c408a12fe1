using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.SignIn.Grants;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Sandbox.SignIn.Authorize;

/// <summary>
/// Reads and checks the query of the authorize endpoint. What is wrong with tenant, application or redirect URI is shown on the provider's
/// own page, since nothing yet says whom it may be sent to; anything later is returned to the redirect URI.
/// </summary>
public sealed class AuthorizeCheck(ClientCheck clients, IOptions<SandboxSettings> settings)
{
    private static readonly string[] Modes = ["query", "fragment", "form_post"];

    /// <summary>Reads the query.</summary>
    /// <param name="tenant">Tenant of the path.</param>
    /// <param name="query">What the application asks.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="version1">Whether it is the version 1.0 endpoint, which names a <c>resource</c> and no scopes.</param>
    /// <returns>A request without error; or an error with (return it) or without (show it) a request.</returns>
    public async Task<(AuthorizeRequest? Request, RequestedScopes? Scopes, EntraError? Error)> ReadAsync(
        string tenant, IQueryCollection query, CancellationToken cancellation, bool version1 = false)
    {
        string? Value(string name) => query[name].FirstOrDefault() is { Length: > 0 } value ? value : null;

        tenant = tenant.ToLowerInvariant();
        var (application, unknown) = await clients.FindAsync(tenant, Value("client_id"), cancellation);
        if (unknown is not null)
        {
            return (null, null, unknown with { OwnPage = true });
        }

        var (redirect, mismatch) = Redirect(application!, Value("redirect_uri"));
        if (redirect is null)
        {
            return (null, null, mismatch);
        }

        var request = new AuthorizeRequest
        {
            Tenant = tenant,
            Application = application!,
            RedirectUri = redirect,
            RedirectUriText = Value("redirect_uri") ?? redirect.OriginalString,
            ResponseMode = Value("response_mode") ?? "query",
            State = Value("state"),
            Nonce = Value("nonce"),
            Prompt = (Value("prompt") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            LoginHint = Value("login_hint"),
            Challenge = Value("code_challenge"),
            ChallengeMethod = Value("code_challenge") is null ? null : Value("code_challenge_method") ?? "plain",
            ScopeText = version1 ? RequestedScopes.OfResource(Value("resource")) : Value("scope") ?? "",
        };
        var error = Refusal(request, Value("response_type"));
        if (error is not null)
        {
            return (Modes.Contains(request.ResponseMode, StringComparer.Ordinal) ? request : request with { ResponseMode = "query" }, null, error);
        }

        var (scopes, invalid) = RequestedScopes.Parse(request.ScopeText, tenant);
        return (request, scopes, invalid);
    }

    private static EntraError? Refusal(AuthorizeRequest request, string? responseType)
    {
        if (responseType is null)
        {
            return EntraErrors.MissingParameter("response_type");
        }

        if (responseType != "code")
        {
            return EntraErrors.ResponseTypeNotSupported(responseType);
        }

        if (!Modes.Contains(request.ResponseMode, StringComparer.Ordinal))
        {
            return EntraErrors.ResponseModeNotSupported(request.ResponseMode);
        }

        return request.Challenge is not null && (request.ChallengeMethod is not ("S256" or "plain") || request.Challenge.Length is < 43 or > 128)
            ? EntraErrors.ChallengeMethodNotSupported
            : null;
    }

    private (Uri? Redirect, EntraError? Error) Redirect(Application application, string? given)
    {
        string[] registered = [.. application.RedirectUris, .. settings.Value.RedirectUris];
        if (registered.Length == 0)
        {
            return (null, EntraErrors.NoReplyAddress);
        }

        // Without the parameter Entra takes the only registered address.
        var text = given ?? registered[0];
        return Uri.TryCreate(text, UriKind.Absolute, out var uri) && (registered.Contains(text, StringComparer.Ordinal) || IsDevelopmentCallback(uri))
            ? (uri, null)
            : (null, EntraErrors.ReplyAddressMismatch(text, application.ClientId));
    }

    /// <summary>
    /// A service under development may have moved to a free port, so any loopback address with the callback's path counts as registered.
    /// Entra ignores the port of a loopback address too.
    /// </summary>
    private static bool IsDevelopmentCallback(Uri uri) =>
        uri is { IsLoopback: true, Query: "", Fragment: "", UserInfo: "", Scheme: "http" or "https" }
        && uri.AbsolutePath.EndsWith("/oauth/callback", StringComparison.Ordinal);
}
