using System.Buffers.Text;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.SignIn.Directory;
using HelpdeskMail.Sandbox.SignIn.Tokens;

namespace HelpdeskMail.Sandbox.SignIn;

/// <summary>What clients read before they sign anybody in: metadata, keys, the kind of a user's realm.</summary>
public static class DiscoveryEndpoints
{
    /// <summary>OpenID Connect metadata; the issuer of <c>common</c> and <c>organizations</c> is a template, as Entra's is.</summary>
    public static Task<IResult> MetadataAsync(string tenant, HttpContext context, DirectoryStore directory, TimeProvider time) =>
        DescribeAsync(tenant, context, directory, time, version: "/v2.0", (address, issuer) => $"{address}/{issuer}/v2.0");

    /// <summary>The same for the version 1.0 endpoints, whose issuer is that of all access tokens.</summary>
    public static Task<IResult> Version1MetadataAsync(string tenant, HttpContext context, DirectoryStore directory, TimeProvider time) =>
        DescribeAsync(tenant, context, directory, time, version: "", (_, issuer) => Guid.TryParse(issuer, out var id) ? TokenIssuer.Issuer(id) : $"https://sts.windows.net/{issuer}/");

    private static async Task<IResult> DescribeAsync(string tenant, HttpContext context, DirectoryStore directory, TimeProvider time, string version, Func<string, string, string> issuerOf)
    {
        var address = $"{context.Request.Scheme}://{context.Request.Host}";
        var issuer = "{tenantid}";
        if (tenant is not ("common" or "organizations" or "consumers"))
        {
            if (await directory.FindTenantAsync(tenant, context.RequestAborted) is not { } found)
            {
                var unknown = EntraErrors.UnknownTenant(tenant);
                return TypedResults.Json(
                    new JsonObject
                    {
                        ["error"] = "invalid_tenant",
                        ["error_description"] = unknown.Describe(Guid.NewGuid(), Guid.NewGuid(), time.GetUtcNow()),
                        ["error_codes"] = new JsonArray(unknown.Code),
                    },
                    statusCode: StatusCodes.Status400BadRequest);
            }

            issuer = found.Id.ToString();
        }

        return TypedResults.Json(new JsonObject
        {
            ["issuer"] = issuerOf(address, issuer),
            ["authorization_endpoint"] = $"{address}/{tenant}/oauth2{version}/authorize",
            ["token_endpoint"] = $"{address}/{tenant}/oauth2{version}/token",
            ["device_authorization_endpoint"] = $"{address}/{tenant}/oauth2/v2.0/devicecode",
            ["userinfo_endpoint"] = $"{address}/oidc/userinfo",
            ["jwks_uri"] = $"{address}/{tenant}/discovery{version}/keys",
            ["end_session_endpoint"] = $"{address}/{tenant}/oauth2/v2.0/logout",
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_post", "private_key_jwt", "client_secret_basic"),
            ["response_modes_supported"] = new JsonArray("query", "fragment", "form_post"),
            ["response_types_supported"] = new JsonArray("code"),
            ["grant_types_supported"] = new JsonArray("authorization_code", "refresh_token", "client_credentials", "password", "urn:ietf:params:oauth:grant-type:device_code"),
            ["code_challenge_methods_supported"] = new JsonArray("plain", "S256"),
            ["subject_types_supported"] = new JsonArray("pairwise"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256"),
            ["scopes_supported"] = new JsonArray("openid", "profile", "email", "offline_access"),
            ["claims_supported"] = new JsonArray("sub", "iss", "aud", "exp", "iat", "nonce", "preferred_username", "name", "tid", "oid", "ver", "email"),
            ["request_uri_parameter_supported"] = false,
        });
    }

    /// <summary>The public keys (RFC 7517).</summary>
    public static async Task<IResult> KeysAsync(SigningKeys keys, CancellationToken cancellation)
    {
        var (keyId, key) = await keys.CurrentAsync(cancellation);
        var numbers = key.ExportParameters(includePrivateParameters: false);
        return TypedResults.Json(new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["alg"] = "RS256",
                ["kid"] = keyId,
                ["n"] = Base64Url.EncodeToString(numbers.Modulus),
                ["e"] = Base64Url.EncodeToString(numbers.Exponent),
            }),
        });
    }

    /// <summary>What MSAL asks before a password grant: whether the user's domain is managed here.</summary>
    public static async Task<IResult> UserRealmAsync(string user, DirectoryStore directory, CancellationToken cancellation)
    {
        var domain = user[(user.LastIndexOf('@') + 1)..];
        var known = await directory.FindTenantAsync(domain, cancellation) is not null;
        return TypedResults.Json(new JsonObject
        {
            ["ver"] = "1.0",
            ["account_type"] = known ? "Managed" : "Unknown",
            ["domain_name"] = domain,
            ["cloud_instance_name"] = "microsoftonline.com",
            ["cloud_audience_urn"] = "urn:federation:MicrosoftOnline",
        });
    }
}
