using HelpdeskMail.Sandbox.SignIn.Authorize;
using HelpdeskMail.Sandbox.SignIn.Devices;
using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.SignIn.Grants;
using HelpdeskMail.Sandbox.SignIn.Mail;
using HelpdeskMail.Sandbox.SignIn.Tokens;

namespace HelpdeskMail.Sandbox.SignIn;

/// <summary>The identity provider, at the addresses Microsoft Entra has below <c>https://login.microsoftonline.com</c>.</summary>
public static class SignInEndpoints
{
    public static void AddSignIn(this IServiceCollection services) =>
        services
            .AddSingleton<DirectoryStore>()
            .AddSingleton<ApplicationBook>()
            .AddSingleton<RoleAssignments>()
            .AddSingleton<SigningKeys>()
            .AddSingleton<SignedTokens>()
            .AddSingleton<TokenIssuer>()
            .AddSingleton<GrantStore>()
            .AddSingleton<AssertionCheck>()
            .AddSingleton<ClientCheck>()
            .AddSingleton<AccountCheck>()
            .AddSingleton<DelegatedGrant>()
            .AddSingleton<AuthorizationCodeGrant>()
            .AddSingleton<RefreshTokenGrant>()
            .AddSingleton<ClientCredentialsGrant>()
            .AddSingleton<PasswordGrant>()
            .AddSingleton<DeviceCodeGrant>()
            .AddSingleton<TokenEndpoint>()
            .AddSingleton<DeviceCodes>()
            .AddSingleton<DeviceCodeEndpoint>()
            .AddSingleton<DeviceSignIn>()
            .AddSingleton<ConsentCheck>()
            .AddSingleton<AuthorizeCheck>()
            .AddSingleton<AuthorizeEndpoint>()
            .AddSingleton<AdminConsentEndpoint>()
            .AddSingleton<BrowserSessions>()
            .AddSingleton<SignInPages>()
            .AddSingleton<MailSignIn>();

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        foreach (var version in (string[])["/oauth2/v2.0", "/oauth2"])
        {
            routes.MapGet($"/{{tenant}}{version}/authorize", AuthorizeEndpoint.GetAsync);
            routes.MapPost($"/{{tenant}}{version}/authorize", AuthorizeEndpoint.PostAsync);
            routes.MapPost($"/{{tenant}}{version}/token", TokenEndpoint.PostAsync);
            routes.MapGet($"/{{tenant}}{version}/token", TokenEndpoint.RefuseGet);
        }

        routes.MapPost("/{tenant}/oauth2/v2.0/devicecode", DeviceCodeEndpoint.PostAsync);
        routes.MapGet("/devicelogin", DeviceSignIn.GetAsync);
        routes.MapPost("/devicelogin", DeviceSignIn.PostAsync);
        routes.MapGet("/{tenant}/oauth2/v2.0/logout", LogOutAsync);
        routes.MapGet("/{tenant}/v2.0/adminconsent", AdminConsentEndpoint.GetAsync);
        routes.MapPost("/{tenant}/v2.0/adminconsent", AdminConsentEndpoint.PostAsync);
        routes.MapGet("/{tenant}/adminconsent", AdminConsentEndpoint.GetAsync);
        routes.MapPost("/{tenant}/adminconsent", AdminConsentEndpoint.PostAsync);
        routes.MapGet("/{tenant}/v2.0/.well-known/openid-configuration", DiscoveryEndpoints.MetadataAsync);
        routes.MapGet("/{tenant}/.well-known/openid-configuration", DiscoveryEndpoints.Version1MetadataAsync);
        routes.MapGet("/{tenant}/discovery/v2.0/keys", DiscoveryEndpoints.KeysAsync);
        routes.MapGet("/{tenant}/discovery/keys", DiscoveryEndpoints.KeysAsync);
        routes.MapGet("/common/userrealm/{user}", DiscoveryEndpoints.UserRealmAsync);
    }

    private static async Task<IResult> LogOutAsync(HttpContext context, BrowserSessions sessions)
    {
        await sessions.EndAsync(context);
        return TypedResults.Text("You signed out of your account. It's a good idea to close all browser windows.");
    }
}
