using System.Globalization;
using System.Security.Claims;
using System.Text.Encodings.Web;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.ApiKeys;

/// <summary>Knows a program by <c>Authorization: Bearer hdm_…</c>.</summary>
public sealed class ApiKeyAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeyTable keys, WrongKeys wrong)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    /// <summary>Name of the scheme.</summary>
    public const string SchemeName = "ApiKey";

    private const string Bearer = "Bearer ";
    private const int LongestKey = 100;
    private TimeSpan? wait;

    /// <summary>The key itself: the word before it may be written in several ways, of which none is another caller.</summary>
    /// <param name="header">What stands in Authorization.</param>
    public static string KeyIn(string header) => header.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? header[Bearer.Length..].Trim() : "";

    /// <inheritdoc/>
    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var header = Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Bearer + ApiKeyTable.Prefix, StringComparison.OrdinalIgnoreCase) || header.Length > LongestKey)
        {
            return AuthenticateResult.NoResult();
        }

        var key = KeyIn(header);
        wait = wrong.Refuses(key, Context.Connection.RemoteIpAddress);
        if (wait is not null)
        {
            return AuthenticateResult.Fail("Too many wrong API keys came from this network.");
        }

        var found = await keys.FindActorAsync(key, Context.RequestAborted);
        wrong.Note(key, found is not null);
        if (found is not var (actor, readOnly))
        {
            return AuthenticateResult.Fail("The API key is unknown or was revoked.");
        }

        var identity = new ClaimsIdentity(
            [new Claim(ClaimTypes.NameIdentifier, actor.Id.ToString()), new Claim(ClaimTypes.Name, actor.Name), new Claim(ClaimTypes.Role, actor.Role.ToString()), .. ActorClaims.OfMailboxes(actor.Role, actor.Mailboxes), .. ActorClaims.OfReading(readOnly)], SchemeName);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(identity), SchemeName));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (wait is { } pause)
        {
            Response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(pause.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return ServiceProblems.Problem(
                StatusCodes.Status429TooManyRequests, "too_many_wrong_keys", "Too many calls with unknown or ended keys came from this network.",
                "Look which program there sends a wrong key, and give it one from the page API keys. Wait as long as Retry-After says.").ExecuteAsync(Context);
        }

        Response.Headers.WWWAuthenticate = "Bearer";
        return ServiceProblems.Problem(
            StatusCodes.Status401Unauthorized, "api_key_missing", "This address needs an API key.", "Send «Authorization: Bearer hdm_…» with a key from the page API keys.").ExecuteAsync(Context);
    }

    /// <inheritdoc/>
    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        ServiceProblems.Problem(StatusCodes.Status403Forbidden, "scope_missing", "The API key may not do this.", "Use a key with the scope admin, and for changes one that does not only read.").ExecuteAsync(Context);
}
