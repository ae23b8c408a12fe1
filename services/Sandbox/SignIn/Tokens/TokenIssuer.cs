using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.SignIn.Directory;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Sandbox.SignIn.Tokens;

/// <summary>Makes access tokens and id tokens with the claims Entra puts into them.</summary>
public sealed class TokenIssuer(SignedTokens tokens, FaultBoard faults, IOptions<SandboxSettings> settings, TimeProvider time)
{
    private const int ShortestRandomLifetime = 3600;
    private const int LongestRandomLifetime = 5400;

    /// <summary>How long the next access token of this application lives.</summary>
    public async Task<int> LifetimeAsync(Guid clientId, CancellationToken cancellation)
    {
        return await LifetimeAsync("access", clientId, cancellation) ?? settings.Value.TokenLifetime ?? RandomNumberGenerator.GetInt32(ShortestRandomLifetime, LongestRandomLifetime + 1);
    }

    /// <summary>The lifetime in seconds that was asked for: of <c>access</c>, <c>refresh</c>, <c>code</c>, <c>device-code</c> or <c>subscription</c>; null: the usual one.</summary>
    public async Task<int?> LifetimeAsync(string token, Guid clientId, CancellationToken cancellation) =>
        (await faults.TakeAsync<TokenLifetimeFault>(fault => fault.Concerns(token, clientId), cancellation))?.Seconds;

    /// <summary>An access token by which an application acts as a person (claim <c>scp</c>).</summary>
    /// <param name="application">Who acts.</param>
    /// <param name="account">As whom.</param>
    /// <param name="resource">Audience.</param>
    /// <param name="permissions">For <c>scp</c>.</param>
    /// <param name="lifetime">Seconds.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <param name="challengeable">Whether the client said that it understands claims challenges (client capability cp1).</param>
    public Task<string> DelegatedAsync(
        Application application, Account account, Resource resource, IEnumerable<string> permissions, int lifetime, CancellationToken cancellation, bool challengeable = false)
    {
        var claims = Claims(application, account.TenantId, resource, lifetime);
        if (challengeable)
        {
            claims["xms_cc"] = new JsonArray("CP1");

            // Sessions revoked and begun anew within a second are told apart by this.
            claims["xms_iat_ms"] = time.GetUtcNow().ToUnixTimeMilliseconds();
        }

        claims["scp"] = string.Join(' ', permissions);
        claims["oid"] = account.Id.ToString();
        claims["sub"] = PairwiseSubject(application.ClientId, account.Id);
        claims["upn"] = account.Address;
        claims["unique_name"] = account.Address;
        claims["name"] = account.Name;
        claims["idtyp"] = "user";
        return tokens.SignAsync(claims, cancellation);
    }

    /// <summary>An access token by which an application acts by itself (claim <c>roles</c>, left out where it has none, as Entra does).</summary>
    public Task<string> ApplicationAsync(Application application, Tenant tenant, Resource resource, IReadOnlyCollection<string> roles, int lifetime, CancellationToken cancellation)
    {
        var claims = Claims(application, tenant.Id, resource, lifetime);
        claims["idtyp"] = "app";
        claims["oid"] = ServicePrincipal(application.ClientId).ToString();
        claims["sub"] = ServicePrincipal(application.ClientId).ToString();
        if (roles.Count > 0)
        {
            claims["roles"] = new JsonArray([.. roles.Select(role => JsonValue.Create(role))]);
        }

        return tokens.SignAsync(claims, cancellation);
    }

    /// <summary>
    /// An id token. In version 2.0 its issuer is built on <paramref name="address"/>, the address of this provider as the client used it; version 1.0 has the issuer of access tokens, and <c>upn</c> for the person.
    /// </summary>
    public Task<string> IdAsync(Application application, Account account, string address, string? nonce, int lifetime, CancellationToken cancellation, bool version1 = false)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        var claims = new JsonObject
        {
            ["aud"] = application.ClientId.ToString(),
            ["iss"] = version1 ? Issuer(account.TenantId) : $"{address}/{account.TenantId}/v2.0",
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + lifetime,
            ["name"] = account.Name,
            ["oid"] = account.Id.ToString(),
            [version1 ? "upn" : "preferred_username"] = account.Address,
            ["email"] = account.Address,
            ["sub"] = PairwiseSubject(application.ClientId, account.Id),
            ["tid"] = account.TenantId.ToString(),
            ["uti"] = UniqueId(),
            ["ver"] = version1 ? "1.0" : "2.0",
        };
        if (nonce is not null)
        {
            claims["nonce"] = nonce;
        }

        return tokens.SignAsync(claims, cancellation);
    }

    /// <summary>The <c>client_info</c> MSAL builds its account identifier from.</summary>
    public static string ClientInfo(Account account) =>
        Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"uid":"{{account.Id}}","utid":"{{account.TenantId}}"}"""));

    /// <summary>The issuer of access tokens and of all that version 1.0 issues.</summary>
    public static string Issuer(Guid tenantId) => $"https://sts.windows.net/{tenantId}/";

    private static string UniqueId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16));

    private static string PairwiseSubject(Guid clientId, Guid accountId) =>
        Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($"{clientId}{accountId}")));

    /// <summary>The enterprise application's object id, which is not the client id.</summary>
    private static Guid ServicePrincipal(Guid clientId) => new(SHA256.HashData(clientId.ToByteArray()).AsSpan(0, 16));

    private JsonObject Claims(Application application, Guid tenantId, Resource resource, int lifetime)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        return new JsonObject
        {
            ["aud"] = resource.Address,
            ["iss"] = Issuer(tenantId),
            ["iat"] = now,
            ["nbf"] = now,
            ["exp"] = now + lifetime,
            ["appid"] = application.ClientId.ToString(),
            ["app_displayname"] = application.Name,
            ["tid"] = tenantId.ToString(),
            ["uti"] = UniqueId(),
            ["ver"] = "1.0",
        };
    }
}
