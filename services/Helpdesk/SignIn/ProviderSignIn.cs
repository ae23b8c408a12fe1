using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.People;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OAuth;
using Npgsql;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>
/// Single sign-on. Who comes back is asked of the provider itself (its userinfo, OpenID Connect Core section 5.3), over a connection of our own. Nobody is added
/// by it: an address that the provider has verified has to be that of a person known here; from then on the provider's own name for them counts, whatever becomes
/// of the address.
/// </summary>
internal static class ProviderSignIn
{
    public const string Scheme = "provider";

    public static void AddProvider(this AuthenticationBuilder authentication, ProviderSettings settings)
    {
        if (settings.ClientId is not { Length: > 0 } clientId)
        {
            return;
        }

        authentication.AddOAuth(Scheme, oauth =>
        {
            oauth.ClientId = clientId;
            oauth.ClientSecret = settings.ClientSecret.Length > 0 ? settings.ClientSecret : "none";
            oauth.AuthorizationEndpoint = settings.AuthorizationAddress!;
            oauth.TokenEndpoint = settings.TokenAddress!;
            oauth.UserInformationEndpoint = settings.UserInfoAddress!;
            oauth.CallbackPath = "/sign-in/back";
            oauth.UsePkce = true;
            oauth.SaveTokens = false;
            oauth.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
            oauth.CorrelationCookie.SameSite = SameSiteMode.Lax;
            oauth.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            oauth.Scope.Clear();
            foreach (var scope in settings.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                oauth.Scope.Add(scope);
            }

            oauth.Events.OnCreatingTicket = AskAsync;
            oauth.Events.OnTicketReceived = received => ReceiveAsync(received, settings);
            oauth.Events.OnRemoteFailure = FailAsync;
        });
    }

    public static void MapProvider(this WebApplication app, ProviderSettings settings)
    {
        if (settings.ClientId is { Length: > 0 })
        {
            app.MapPost("/sign-in/provider", (IFormCollection form) => TypedResults.Challenge(
                    new AuthenticationProperties { RedirectUri = SignInForms.LocalPath(form["returnTo"].ToString()) }, [Scheme]))
                .RequireRateLimiting(SignInSetup.RateLimit).AllowAnonymous().ExcludeFromDescription();
        }
    }

    private static async Task AskAsync(OAuthCreatingTicketContext context)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, context.Options.UserInformationEndpoint);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", context.AccessToken);
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        using var answer = await context.Backchannel.SendAsync(request, context.HttpContext.RequestAborted);
        answer.EnsureSuccessStatusCode();
        using var user = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(context.HttpContext.RequestAborted));
        var verified = user.RootElement.TryGetProperty("email_verified", out var flag) && (flag.ValueKind == JsonValueKind.True || (flag.ValueKind == JsonValueKind.String && flag.GetString() == "true"));
        foreach (var (claim, name) in new[] { (ClaimTypes.NameIdentifier, "sub"), (ClaimTypes.Email, "email") })
        {
            if (user.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String)
            {
                context.Identity!.AddClaim(new Claim(claim, value.GetString()!));
            }
        }

        context.Identity!.AddClaim(new Claim("email_verified", verified ? "true" : "false"));
    }

    /// <summary>The provider's word becomes a session of ours, or a reason why not; its own ticket is never used as one.</summary>
    private static async Task ReceiveAsync(TicketReceivedContext context, ProviderSettings settings)
    {
        var services = context.HttpContext.RequestServices;
        var cancellation = context.HttpContext.RequestAborted;
        var subject = context.Principal?.FindFirstValue(ClaimTypes.NameIdentifier);
        var email = context.Principal?.FindFirstValue(ClaimTypes.Email);
        var trusted = settings.TrustAddresses || context.Principal?.FindFirstValue("email_verified") == "true";
        var audit = services.GetRequiredService<AuditLog>();
        context.HandleResponse();
        if (subject is null || await FindAsync(services, settings, subject, trusted ? email : null, cancellation) is not { DisabledAt: null } person)
        {
            await audit.AddAsync(null, "sign_in_refused", $"{email ?? subject ?? "somebody"} by {settings.Name}", cancellation);
            await RefuseAsync(
                context.HttpContext, context.ReturnUri, Translated.Of("You are not known here."),
                trusted ? Translated.Of("Nobody here has the address {0}. Ask an administrator to invite you with it.", email) : Translated.Of("{0} does not say that {1} is really yours, so it does not count.", settings.Name, email));
            return;
        }

        await audit.AddAsync(new Actor(person.Id, person.Name, person.Role), "signed_in", $"by {settings.Name} from {context.HttpContext.Connection.RemoteIpAddress}", cancellation);
        await PersonSession.StartAsync(context.HttpContext, person);
        context.HttpContext.Response.Redirect(SignInForms.LocalPath(context.ReturnUri ?? "/"));
    }

    private static async Task<Person?> FindAsync(IServiceProvider services, ProviderSettings settings, string subject, string? email, CancellationToken cancellation)
    {
        var people = services.GetRequiredService<PersonTable>();
        var provider = new Uri(settings.TokenAddress!).Host;
        await using var connection = await services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync(cancellation);
        if (await connection.ExecuteScalarAsync<Guid?>("select person_id from person_identity where provider = @provider and subject = @subject", new { provider, subject }) is { } known)
        {
            return await people.FindAsync(known, cancellation);
        }

        if (email is null || await people.FindByEmailAsync(email, cancellation) is not { } person)
        {
            return null;
        }

        await connection.ExecuteAsync(
            "insert into person_identity (provider, subject, person_id, linked_at) values (@provider, @subject, @Id, @now) on conflict do nothing",
            new { provider, subject, person.Id, now = services.GetRequiredService<TimeProvider>().GetUtcNow() });
        return person;
    }

    private static async Task FailAsync(RemoteFailureContext context)
    {
        context.HandleResponse();
        await RefuseAsync(context.HttpContext, context.Properties?.RedirectUri, Translated.Of("The sign-in was not completed."), Translated.Of("It was cancelled, took too long, or the provider refused it. Try again."));
    }

    /// <summary>Back to the sign-in page, which still leads where the person wanted to go: another way in may let them.</summary>
    private static Task RefuseAsync(HttpContext context, string? returnTo, string title, string detail) =>
        context.RequestServices.GetRequiredService<FlashCookie>().Redirect(context, SignInForms.PageWith(SignInForms.LocalPath(returnTo ?? "/")), new Flash(false, title, detail)).ExecuteAsync(context);
}
