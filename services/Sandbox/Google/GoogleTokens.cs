using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.SignIn.Devices;
using HelpdeskMail.Sandbox.SignIn.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Sandbox.Google;

/// <summary><c>POST /google/token</c>: code, refresh and device code. A refresh brings no new refresh token; an ended one is <c>invalid_grant</c>.</summary>
public sealed class GoogleTokens(GoogleStore store, DeviceCodes devices, SignedTokens tokens, FaultBoard faults, TimeProvider time)
{
    private const int AccessLifetime = 3599;
    private static readonly TimeSpan TestingLifetime = TimeSpan.FromDays(7);

    public static async Task<IResult> PostAsync(HttpContext context, GoogleTokens endpoint)
    {
        context.Response.Headers.CacheControl = "no-cache, no-store, max-age=0, must-revalidate";
        return await endpoint.AnswerAsync(context, context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty);
    }

    private static JsonHttpResult<JsonObject> Refuse(string error, string words, int status = StatusCodes.Status400BadRequest) =>
        TypedResults.Json(new JsonObject { ["error"] = error, ["error_description"] = words }, statusCode: status);

    private async Task<IResult> AnswerAsync(HttpContext context, IFormCollection form)
    {
        string? Value(string name) => form[name].FirstOrDefault() is { Length: > 0 } value ? value : null;

        if (await faults.TakeAsync<AnswerSignInFault>(fault => fault.Concerns(Value("client_id"), Value("grant_type")), context.RequestAborted) is { } ordered)
        {
            return TypedResults.Text(ordered.Body ?? "", ordered.ContentType, statusCode: ordered.Status);
        }

        if (await store.FindClientAsync(Value("client_id"), context.RequestAborted) is not { } client)
        {
            return Refuse("invalid_client", "The OAuth client was not found.", StatusCodes.Status401Unauthorized);
        }

        if (Value("client_secret") is not { } secret || !CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(client.Secret), Encoding.UTF8.GetBytes(secret)))
        {
            return Refuse("invalid_client", "Unauthorized", StatusCodes.Status401Unauthorized);
        }

        return Value("grant_type") switch
        {
            "authorization_code" => await CodeAsync(context, client, Value("code"), Value("redirect_uri"), Value("code_verifier")),
            "refresh_token" => await RefreshAsync(context, client, Value("refresh_token")),
            "urn:ietf:params:oauth:grant-type:device_code" => await DeviceAsync(context, client, Value("device_code")),
            var other => Refuse("unsupported_grant_type", $"Invalid grant_type: {other}"),
        };
    }

    private async Task<IResult> CodeAsync(HttpContext context, GoogleClient client, string? value, string? redirectUri, string? verifier)
    {
        if (value is null || await store.TakeCodeAsync(value, context.RequestAborted) is not { } code || code.ClientId != client.ClientId)
        {
            return Refuse("invalid_grant", "Malformed auth code.");
        }

        if (code.RedirectUri != redirectUri)
        {
            return Refuse("redirect_uri_mismatch", "Bad Request");
        }

        if (code.Challenge is not null && code.Challenge != Transform(verifier ?? "", code.ChallengeMethod))
        {
            return Refuse("invalid_grant", verifier is null ? "Missing code verifier." : "Invalid code verifier.");
        }

        return await IssueAsync(context, client, code, code.Offline);
    }

    private async Task<IResult> RefreshAsync(HttpContext context, GoogleClient client, string? value)
    {
        if (value is null)
        {
            return Refuse("invalid_request", "Missing required parameter: refresh_token");
        }

        return await store.FindTokenAsync("refresh", value, context.RequestAborted) is { } grant && grant.ClientId == client.ClientId
            ? await IssueAsync(context, client, grant, offline: false)
            : Refuse("invalid_grant", "Token has been expired or revoked.");
    }

    private async Task<IResult> DeviceAsync(HttpContext context, GoogleClient client, string? value)
    {
        if (value is null || await devices.PollAsync("google", value, context.RequestAborted) is not { } code || code.ClientId != client.ClientId || code.Redeemed)
        {
            return Refuse("invalid_grant", "Malformed device code.");
        }

        if (code.Declined)
        {
            return Refuse("access_denied", "Forbidden", StatusCodes.Status403Forbidden);
        }

        if (code.AccountId is not { } account)
        {
            return code.ExpiresAt <= time.GetUtcNow() ? Refuse("expired_token", "Bad Request")
                : code.PolledAt + TimeSpan.FromSeconds(DeviceCodes.Interval - 1) > time.GetUtcNow() ? Refuse("slow_down", "Forbidden", StatusCodes.Status403Forbidden)
                : Refuse("authorization_pending", "Precondition Required", StatusCodes.Status428PreconditionRequired);
        }

        return await devices.RedeemAsync(code, context.RequestAborted)
            ? await IssueAsync(context, client, new GoogleGrant { ClientId = client.ClientId, AccountId = account, Scopes = code.Scopes }, offline: true)
            : Refuse("invalid_grant", "Malformed device code.");
    }

    private async Task<IResult> IssueAsync(HttpContext context, GoogleClient client, GoogleGrant grant, bool offline)
    {
        var cancellation = context.RequestAborted;
        var seconds = (await faults.TakeAsync<TokenLifetimeFault>(fault => fault is { Token: "access", ClientId: null }, cancellation))?.Seconds ?? AccessLifetime;
        var answer = new JsonObject
        {
            ["access_token"] = await store.NewTokenAsync("access", grant, TimeSpan.FromSeconds(seconds), cancellation),
            ["expires_in"] = seconds,
            ["scope"] = grant.Scopes,
            ["token_type"] = "Bearer",
        };
        if (offline)
        {
            var asked = (await faults.TakeAsync<TokenLifetimeFault>(fault => fault is { Token: "refresh", ClientId: null }, cancellation))?.Seconds;
            TimeSpan? life = asked is { } given ? TimeSpan.FromSeconds(given) : client.Testing ? TestingLifetime : null;
            answer["refresh_token"] = await store.NewTokenAsync("refresh", grant, life, cancellation);
            if (life is { } limited)
            {
                answer["refresh_token_expires_in"] = (int)limited.TotalSeconds;
            }
        }

        if (grant.Allows("openid"))
        {
            answer["id_token"] = await IdTokenAsync(context, client, grant, seconds);
        }

        return TypedResults.Json(answer);
    }

    private async Task<string> IdTokenAsync(HttpContext context, GoogleClient client, GoogleGrant grant, int seconds)
    {
        var account = await store.AccountAsync(grant.AccountId, context.RequestAborted);
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["iss"] = $"{context.Request.Scheme}://{context.Request.Host}/google",
            ["azp"] = client.ClientId,
            ["aud"] = client.ClientId,
            ["sub"] = account.Subject,
            ["email"] = account.Address,
            ["email_verified"] = true,
            ["name"] = account.Name,
            ["iat"] = now,
            ["exp"] = now + seconds,
        };
        if (grant.Nonce is not null)
        {
            claims["nonce"] = grant.Nonce;
        }

        return await tokens.SignAsync(claims, context.RequestAborted);
    }

    private static string Transform(string verifier, string? method) => method == "S256" ? Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier))) : verifier;
}
