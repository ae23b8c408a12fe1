using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.OAuth.Tests.Running;

/// <summary>
/// An identity provider with Entra's addresses and answers on a real loopback port, for the sign-in library to talk to over HTTP. Each test says who signs in and what goes wrong.
/// </summary>
public sealed class IdentityProvider : IAsyncDisposable
{
    public const string Tenant = "11111111-2222-3333-4444-555555555555";
    public const string ClientSecret = "the~right~secret.value";

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, Grant> codes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Grant> refreshTokens = new(StringComparer.Ordinal);
    private int issued;

    private IdentityProvider(WebApplication app) => this.app = app;

    public string Address { get; private set; } = "";

    /// <summary>Who sits at the sign-in page.</summary>
    public string SignsInAs { get; set; } = "support@contoso.example";

    /// <summary>What the id token says instead of the truth; keys are claims.</summary>
    public Dictionary<string, object?> FalseClaims { get; } = new(StringComparer.Ordinal);

    /// <summary>What access tokens say of themselves, as Entra's do; null: they are words nobody can read.</summary>
    public IReadOnlyDictionary<string, object?>? AccessTokenClaims { get; set; }

    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(75);

    /// <summary>Scopes left out of what is granted.</summary>
    public string? WithheldScope { get; set; }

    /// <summary>Whether it does not say who signed in.</summary>
    public bool WithholdsIdToken { get; set; }

    /// <summary>Whether nothing comes along that renews the access token.</summary>
    public bool WithholdsRefreshToken { get; set; }

    public string SecretInForce { get; set; } = ClientSecret;

    /// <summary>Answered to token requests instead of a token, for as long as it is set.</summary>
    public Failure? TokenFailure { get; set; }

    /// <summary>Which token requests <see cref="TokenFailure"/> is for, by their form; all unless set.</summary>
    public Func<IReadOnlyDictionary<string, string>, bool> Fails { get; set; } = _ => true;

    /// <summary>Token requests find their connection cut.</summary>
    public bool Away { get; set; }

    /// <summary>Token requests wait for this.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    /// <summary>Every token request's form.</summary>
    public ConcurrentQueue<IReadOnlyDictionary<string, string>> TokenRequests { get; } = new();

    /// <summary>Every access and refresh token that was given out.</summary>
    public ConcurrentBag<string> GivenOut { get; } = [];

    public static async Task<IdentityProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new IdentityProvider(app);
        app.MapGet("/{tenant}/oauth2/v2.0/authorize", provider.Authorize);
        app.MapPost("/{tenant}/oauth2/v2.0/token", provider.TokenAsync);
        await app.StartAsync();
        provider.Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return provider;
    }

    /// <summary>Leaves its port with nobody listening.</summary>
    public Task StopAsync() => app.StopAsync();

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private IResult Authorize(HttpRequest request)
    {
        var query = request.Query;
        var code = Random("code");
        codes[code] = new Grant(SignsInAs, query["client_id"]!, query["nonce"]!, query["scope"]!, query["code_challenge"]!, query["redirect_uri"]!);
        return Results.Redirect(QueryHelpers.AddQueryString(query["redirect_uri"]!, new Dictionary<string, string?>(StringComparer.Ordinal) { ["code"] = code, ["state"] = query["state"] }));
    }

    private async Task<IResult> TokenAsync(HttpRequest request, string tenant)
    {
        if (Away)
        {
            request.HttpContext.Abort();
            return Results.Empty;
        }

        var form = (await request.ReadFormAsync()).ToDictionary(field => field.Key, field => field.Value.ToString(), StringComparer.Ordinal);
        TokenRequests.Enqueue(form);
        await Hold;
        if (TokenFailure is { } failure && Fails(form))
        {
            return Fail(failure, request.HttpContext.Response);
        }

        if (form.GetValueOrDefault("client_secret") != SecretInForce)
        {
            return Fail(Failure.Entra(7000215, "invalid_client", HttpStatusCode.Unauthorized), request.HttpContext.Response);
        }

        switch (form["grant_type"])
        {
            case "client_credentials":
                return Results.Json(new { token_type = "Bearer", expires_in = (int)TokenLifetime.TotalSeconds, access_token = Give("app") });
            case "authorization_code" when codes.TryRemove(form["code"], out var grant) && grant.Challenge == Challenge(form["code_verifier"]) && grant.RedirectUri == form["redirect_uri"]:
                return Issue(grant, tenant);
            case "refresh_token" when refreshTokens.TryRemove(form["refresh_token"], out var grant):
                return Issue(grant, tenant);
            default:
                return Fail(Failure.Entra(70000, "invalid_grant"), request.HttpContext.Response);
        }
    }

    private IResult Issue(Grant grant, string tenant)
    {
        var refresh = Give("refresh");
        refreshTokens[refresh] = grant;
        var scopes = grant.Scope.Split(' ').Where(scope => scope.Contains("://", StringComparison.Ordinal) && scope != WithheldScope);
        var uid = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(grant.Account)))[..32];
        return Results.Json(new
        {
            token_type = "Bearer",
            scope = string.Join(' ', scopes),
            expires_in = (int)TokenLifetime.TotalSeconds,
            access_token = Give("access"),
            refresh_token = WithholdsRefreshToken ? null : refresh,
            id_token = WithholdsIdToken ? null : IdToken(grant, tenant, uid),
            client_info = WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(new { uid, utid = Tenant })),
        });
    }

    private string IdToken(Grant grant, string tenant, string uid)
    {
        var claims = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["iss"] = $"{Address}/{tenant}/v2.0",
            ["aud"] = grant.ClientId,
            ["exp"] = DateTimeOffset.Parse("2100-01-01T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds(),
            ["nonce"] = grant.Nonce,
            ["tid"] = Tenant,
            ["oid"] = uid,
            ["sub"] = uid,
            ["name"] = "Somebody",
            ["preferred_username"] = grant.Account,
        };
        foreach (var (claim, value) in FalseClaims)
        {
            claims[claim] = value;
        }

        return $"{Part(new { alg = "none", typ = "JWT" })}.{Part(claims)}.";
    }

    private string Give(string kind)
    {
        var token = AccessTokenClaims is { } claims && kind != "refresh" ? $"{Part(new { alg = "RS256", typ = "JWT" })}.{Part(claims)}.{Random(kind)}" : Random(kind);
        GivenOut.Add(token);
        return token;
    }

    private string Random(string kind) => $"{kind}-{Interlocked.Increment(ref issued)}-{RandomNumberGenerator.GetHexString(40, lowercase: true)}";

    private static string Part(object value) => WebEncoders.Base64UrlEncode(JsonSerializer.SerializeToUtf8Bytes(value));

    private static string Challenge(string verifier) => WebEncoders.Base64UrlEncode(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private static IResult Fail(Failure failure, HttpResponse response)
    {
        if (failure.RetryAfter is { } pause)
        {
            response.Headers.RetryAfter = ((int)pause.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return Results.Text(failure.Body, failure.Body.StartsWith('{') ? "application/json" : "text/html", statusCode: (int)failure.Status);
    }

    public sealed record Failure(HttpStatusCode Status, string Body, TimeSpan? RetryAfter = null)
    {
        /// <summary>As Entra words it.</summary>
        public static Failure Entra(int code, string error, HttpStatusCode status = HttpStatusCode.BadRequest) => new(status, JsonSerializer.Serialize(new
        {
            error,
            error_description = $"AADSTS{code}: Words of the provider. Trace ID: 00000000-aaaa-bbbb-cccc-000000000000 Correlation ID: 12345678-1234-1234-1234-123456789abc Timestamp: 2026-11-21 08:00:00Z",
            error_codes = new[] { code },
            correlation_id = "12345678-1234-1234-1234-123456789abc",
        }));
    }

    private sealed record Grant(string Account, string ClientId, string Nonce, string Scope, string Challenge, string RedirectUri);
}
