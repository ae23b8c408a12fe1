using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.SignIn;
using HelpdeskMail.Sandbox.SignIn.Devices;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Sandbox.Google;

/// <summary>
/// A second identity provider, below <c>/google</c>, with Google's paths, answers and manners: for mailboxes of <c>gmail.example</c>, which its tokens (scope <c>https://mail.google.com/</c>) open by IMAP, POP3 and SMTP.
/// </summary>
public static class GoogleSetup
{
    private const int DeviceLifetime = 1800;

    public static void AddGoogle(this IServiceCollection services) => services.AddSingleton<GoogleStore>().AddSingleton<GoogleAuthorize>().AddSingleton<GoogleTokens>().AddSingleton<GoogleMail>();

    public static void MapGoogle(this IEndpointRouteBuilder routes)
    {
        var google = routes.MapGroup("/google");
        google.MapGet("/.well-known/openid-configuration", Metadata);
        google.MapGet("/oauth2/v3/certs", DiscoveryEndpoints.KeysAsync);
        google.MapGet("/o/oauth2/v2/auth", GoogleAuthorize.GetAsync);
        google.MapPost("/o/oauth2/v2/auth", GoogleAuthorize.PostAsync);
        google.MapPost("/token", GoogleTokens.PostAsync);
        google.MapPost("/revoke", RevokeAsync);
        google.MapGet("/v1/userinfo", UserInfoAsync);
        google.MapGet("/gmail/v1/users/me/profile", ProfileAsync);
        google.MapPost("/device/code", DeviceCodeAsync);
        google.MapGet("/device", (string? user_code) => new RazorComponentResult<GoogleDevicePage>(new { Typed = user_code }));
        google.MapPost("/device", DeviceAsync);
        routes.MapPost("/api/google/accounts/{address}/revoke", RevokeAccountAsync);
    }

    private static JsonHttpResult<JsonObject> Metadata(HttpRequest request)
    {
        var address = $"{request.Scheme}://{request.Host}/google";
        return TypedResults.Json(new JsonObject
        {
            ["issuer"] = address,
            ["authorization_endpoint"] = $"{address}/o/oauth2/v2/auth",
            ["device_authorization_endpoint"] = $"{address}/device/code",
            ["token_endpoint"] = $"{address}/token",
            ["userinfo_endpoint"] = $"{address}/v1/userinfo",
            ["revocation_endpoint"] = $"{address}/revoke",
            ["jwks_uri"] = $"{address}/oauth2/v3/certs",
            ["response_types_supported"] = new JsonArray("code"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["scopes_supported"] = new JsonArray("openid", "email", "profile"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post"),
            ["code_challenge_methods_supported"] = new JsonArray("plain", "S256"),
            ["grant_types_supported"] = new JsonArray("authorization_code", "refresh_token", "urn:ietf:params:oauth:grant-type:device_code"),
        });
    }

    private static async Task<IResult> RevokeAsync(HttpRequest request, GoogleStore store, CancellationToken cancellation)
    {
        var token = request.HasFormContentType ? (await request.ReadFormAsync(cancellation))["token"].ToString() : request.Query["token"].ToString();
        return await store.RevokeAsync(token, cancellation)
            ? TypedResults.Json(new JsonObject())
            : TypedResults.Json(new JsonObject { ["error"] = "invalid_token", ["error_description"] = "Token expired or revoked" }, statusCode: StatusCodes.Status400BadRequest);
    }

    /// <summary>For tests: the owner of the account takes every permission back.</summary>
    private static async Task<IResult> RevokeAccountAsync(string address, GoogleStore store, CancellationToken cancellation)
    {
        await store.RevokeAccountAsync(address, cancellation);
        return TypedResults.NoContent();
    }

    private static Task<IResult> UserInfoAsync(HttpRequest request, GoogleStore store, CancellationToken cancellation) => WhoAsync(
        request, store, "openid", account => new JsonObject { ["sub"] = account.Subject, ["name"] = account.Name, ["email"] = account.Address, ["email_verified"] = true }, cancellation);

    private static Task<IResult> ProfileAsync(HttpRequest request, GoogleStore store, CancellationToken cancellation) => WhoAsync(
        request, store, GoogleScopes.Mail, account => new JsonObject { ["emailAddress"] = account.Address, ["messagesTotal"] = 0, ["threadsTotal"] = 0, ["historyId"] = "1" }, cancellation);

    private static async Task<IResult> WhoAsync(HttpRequest request, GoogleStore store, string scope, Func<GoogleAccount, JsonObject> answer, CancellationToken cancellation)
    {
        var header = request.Headers.Authorization.ToString();
        var grant = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? await store.FindTokenAsync("access", header["Bearer ".Length..].Trim(), cancellation) : null;
        if (grant is null)
        {
            return TypedResults.Json(new JsonObject { ["error"] = "invalid_request", ["error_description"] = "Invalid Credentials" }, statusCode: StatusCodes.Status401Unauthorized);
        }

        return grant.Allows(scope)
            ? TypedResults.Json(answer(await store.AccountAsync(grant.AccountId, cancellation)))
            : TypedResults.Json(new JsonObject { ["error"] = new JsonObject { ["code"] = 403, ["message"] = "Request had insufficient authentication scopes.", ["status"] = "PERMISSION_DENIED" } }, statusCode: StatusCodes.Status403Forbidden);
    }

    private static async Task<IResult> DeviceCodeAsync(HttpRequest request, GoogleStore store, DeviceCodes devices, CancellationToken cancellation)
    {
        var form = request.HasFormContentType ? await request.ReadFormAsync(cancellation) : FormCollection.Empty;
        if (await store.FindClientAsync(form["client_id"].ToString(), cancellation) is not { } client)
        {
            return TypedResults.Json(new JsonObject { ["error"] = "invalid_client", ["error_description"] = "The OAuth client was not found." }, statusCode: StatusCodes.Status401Unauthorized);
        }

        var (scopes, invalid) = GoogleScopes.Read(form["scope"].ToString());
        if (scopes is null)
        {
            return TypedResults.Json(new JsonObject { ["error"] = "invalid_scope", ["error_description"] = invalid }, statusCode: StatusCodes.Status400BadRequest);
        }

        var (secret, userCode) = await devices.NewAsync("google", client.ClientId, "", scopes, DeviceLifetime, cancellation);
        return TypedResults.Json(new JsonObject
        {
            ["device_code"] = secret,
            ["user_code"] = userCode,
            ["verification_url"] = $"{request.Scheme}://{request.Host}/google/device",
            ["expires_in"] = DeviceLifetime,
            ["interval"] = DeviceCodes.Interval,
        });
    }

    private static async Task<IResult> DeviceAsync(HttpRequest request, GoogleStore store, DeviceCodes devices, CancellationToken cancellation)
    {
        var form = await request.ReadFormAsync(cancellation);
        var typed = form["user_code"].ToString();
        var code = await devices.FindAsync("google", typed, cancellation);
        var account = await store.FindAccountAsync(form["account"].ToString(), cancellation);
        if (code is null || account is null || account.Password != form["password"].ToString())
        {
            return new RazorComponentResult<GoogleDevicePage>(new { Typed = typed, Problem = code is null ? "That code didn't work. Try again." : "Wrong address or password." });
        }

        var allowed = form["step"].ToString() == "accept";
        await devices.DecideAsync(code, allowed ? account.Id : null, cancellation);
        return new RazorComponentResult<GoogleDevicePage>(new { Done = allowed ? "Success! Device connected." : "The device was not connected." });
    }
}
