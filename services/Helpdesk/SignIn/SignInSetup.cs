using System.Threading.RateLimiting;
using HelpdeskMail.Helpdesk.Api;
using HelpdeskMail.Helpdesk.ApiKeys;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.ServiceDefaults.Settings;
using HelpdeskMail.ServiceDefaults.Visitors;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.WebUtilities;

namespace HelpdeskMail.Helpdesk.SignIn;

/// <summary>Who gets in: people by a cookie into the pages, programs by an API key into <c>/api/v1</c>.</summary>
internal static class SignInSetup
{
    /// <summary>Name of the rate limit on everything that takes a password or a one-time key.</summary>
    public const string RateLimit = "sign-in";

    /// <summary>Attempts of one address in a minute.</summary>
    private const int AttemptsPerMinute = 20;

    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<PersonTable>();
        builder.Services.AddScoped<Passwords>();
        builder.Services.AddSingleton<WrongKeys>();
        builder.Services.AddSingleton<KnownBrowsers>();
        builder.Services.AddSingleton<SignInTries>();
        builder.Services.AddSingleton<SecondFactors>();
        builder.Services.AddSingleton<ForgottenPasswords>();
        builder.Services.AddHostedService(services => services.GetRequiredService<ForgottenPasswords>());
        builder.Services.AddSingleton<SignInSteps>();
        builder.Services.AddSingleton<AccountMails>();
        builder.AddSettings<ProviderSettings>(ProviderSettings.Section);
        builder.Services.AddSingleton<FirstAdministrator>();
        builder.Services.AddHostedService(services => services.GetRequiredService<FirstAdministrator>());
        builder.Services.AddIdentityCore<Person>(identity =>
        {
            identity.Password.RequiredLength = Passwords.Shortest;
            identity.Password.RequireDigit = identity.Password.RequireLowercase = identity.Password.RequireUppercase = identity.Password.RequireNonAlphanumeric = false;
            identity.Password.RequiredUniqueChars = 4;
        }).AddUserStore<PersonStore>();
        builder.Services.AddScoped<IUserValidator<Person>, AnyPerson>();
        builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
            .AddCookie(cookie =>
            {
                cookie.Cookie.Name = "helpdesk";
                cookie.Cookie.HttpOnly = true;
                // Lax, so that the way back from an identity provider arrives signed in; every change needs an antiforgery token besides.
                cookie.Cookie.SameSite = SameSiteMode.Lax;
                cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                cookie.ExpireTimeSpan = TimeSpan.FromHours(12);
                cookie.SlidingExpiration = true;
                cookie.LoginPath = "/sign-in";
                cookie.AccessDeniedPath = "/not-allowed";
                cookie.ReturnUrlParameter = "returnTo";
                cookie.Events.OnValidatePrincipal = PersonSession.ValidateAsync;
                cookie.Events.OnRedirectToLogin = context => AnswerAsync(context, StatusCodes.Status401Unauthorized);
                cookie.Events.OnRedirectToAccessDenied = context => AnswerAsync(context, StatusCodes.Status403Forbidden);
            })
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.SchemeName, null)
            .AddProvider(builder.Configuration.GetSection(ProviderSettings.Section).Get<ProviderSettings>() ?? new ProviderSettings());
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(Access.Agent, PeopleOnly().Build())
            .AddPolicy(Access.Admin, PeopleOnly().RequireRole(nameof(Role.Admin)).Build())
            .AddPolicy(Access.AgentKey, KeysOnly().Build())
            .AddPolicy(Access.AdminKey, KeysOnly().RequireRole(nameof(Role.Admin)).Build());
        builder.Services.AddAntiforgery(antiforgery =>
        {
            antiforgery.Cookie.Name = "helpdesk-form";
            // Lax: without it, a visit by a link in another program would get another cookie, and forms that are open in other tabs could not be sent any more. It proves nothing without the token in the form.
            antiforgery.Cookie.SameSite = SameSiteMode.Lax;
            antiforgery.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            antiforgery.SuppressXFrameOptionsHeader = true;
        });
        builder.Services.AddRateLimiter(limits =>
        {
            limits.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limits.OnRejected = ApiLimit.RefuseAsync;
            limits.AddPolicy<string, ApiLimit>(ApiLimit.Name);
            limits.AddPolicy(RateLimit, context => RateLimitPartition.GetFixedWindowLimiter(
                Visitor.Of(context.Connection.RemoteIpAddress),
                _ => new FixedWindowRateLimiterOptions { PermitLimit = AttemptsPerMinute, Window = TimeSpan.FromMinutes(1) }));
        });
    }

    private static AuthorizationPolicyBuilder PeopleOnly() =>
        new AuthorizationPolicyBuilder(CookieAuthenticationDefaults.AuthenticationScheme).RequireAuthenticatedUser();

    private static AuthorizationPolicyBuilder KeysOnly() => new AuthorizationPolicyBuilder(ApiKeyAuthentication.SchemeName).RequireAuthenticatedUser()
        .RequireAssertion(call => !call.User.ReadsOnly() || call.Resource is not HttpContext context || HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method));

    /// <summary>A page sends the browser on; a script's call and the live stream get the status. A form that was sent is shown as it was typed, and leads back to its page: signing in cannot send it again.</summary>
    private static async Task AnswerAsync(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal) && context.Request.Headers["X-Fragment"].Count == 0)
        {
            if (status == StatusCodes.Status401Unauthorized && !HttpMethods.IsGet(context.Request.Method))
            {
                var back = QueryHelpers.AddQueryString(context.Options.LoginPath, context.Options.ReturnUrlParameter, PageOf(context.Request));
                if ((await TypedWords.ReadAsync(context.Request)).Length > 0)
                {
                    await PlainPage.WriteAsync(
                        context.HttpContext, status, Translated.Of("You are signed out"), Translated.Of("Nothing was changed. Sign in and do it once more."), (back, Translated.Of("Sign in")));
                    return;
                }

                context.Response.Redirect(back);
                return;
            }

            context.Response.Redirect(context.RedirectUri);
        }
        else
        {
            context.Response.StatusCode = status;
        }
    }

    /// <summary>The page that a form was on.</summary>
    private static string PageOf(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var page) && string.Equals(page.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase)
            ? page.PathAndQuery
            : PageAbove.Of(request.Path, request.HttpContext.RequestServices.GetRequiredService<EndpointDataSource>());

    /// <summary>Addresses are checked where people are added; Identity's own rules for user names do not fit addresses.</summary>
    private sealed class AnyPerson : IUserValidator<Person>
    {
        public Task<IdentityResult> ValidateAsync(UserManager<Person> manager, Person user) => Task.FromResult(IdentityResult.Success);
    }
}
