using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.SignIn.Directory;

namespace HelpdeskMail.Sandbox.SignIn.Grants;

/// <summary>
/// Proves an application by <c>client_assertion</c> (RFC 7523, OpenID Connect Core section 9): a JWT signed with RS256 or PS256 by the key of a certificate that is registered for it, for this token endpoint, within its time.
/// </summary>
public sealed class AssertionCheck(DirectoryStore directory, TimeProvider time)
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    /// <summary>Null where the assertion holds.</summary>
    public async Task<EntraError?> RefusalAsync(Application application, TokenRequest request, CancellationToken cancellation)
    {
        if (request["client_assertion_type"] != AssertionType)
        {
            return EntraErrors.AssertionInvalid with { Message = $"The request's 'client_assertion_type' must be '{AssertionType}'." };
        }

        var parts = request["client_assertion"]!.Split('.');
        if (parts.Length != 3 || Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } claims || !Base64Url.IsValid(parts[2]))
        {
            return EntraErrors.AssertionInvalid;
        }

        var (x5t, x5tS256) = (Text(header["x5t"]), Text(header["x5t#S256"]));
        var registered = await directory.CertificatesAsync(application.ClientId, cancellation);
        if (registered.FirstOrDefault(one => one.IsNamedBy(x5t, x5tS256)) is not { } named)
        {
            return EntraErrors.CertificateUnknown(application.ClientId, Thumbprint(x5t ?? x5tS256), "The key was not found.");
        }

        using var certificate = named.Read();
        if (certificate.NotAfter.ToUniversalTime() <= time.GetUtcNow().UtcDateTime)
        {
            return EntraErrors.CertificateUnknown(application.ClientId, certificate.Thumbprint, "The key used is expired.");
        }

        return Holds(certificate, Text(header["alg"]), $"{parts[0]}.{parts[1]}", Base64Url.DecodeFromChars(parts[2]))
            ? Refusal(application, request, claims)
            : EntraErrors.AssertionForged(certificate.Thumbprint);
    }

    private EntraError? Refusal(Application application, TokenRequest request, JsonObject claims)
    {
        if (Text(claims["iss"]) != $"{application.ClientId}" || Text(claims["sub"]) != $"{application.ClientId}")
        {
            return EntraErrors.AssertionOfOtherClient;
        }

        string[] audiences = [$"{request.Address}/{request.Tenant}/oauth2/v2.0/token", $"{request.Address}/{request.Tenant}/v2.0", $"{request.Address}/{WellKnown.Tenant}/oauth2/v2.0/token", $"{request.Address}/{WellKnown.Tenant}/v2.0"];
        if (Text(claims["aud"]) is not { } audience || !audiences.Any(one => IsSame(one, audience)))
        {
            return EntraErrors.AssertionAudience;
        }

        var (now, from, until) = (time.GetUtcNow(), Time(claims["nbf"]) ?? Time(claims["iat"]), Time(claims["exp"]));
        if (until is null || until + Skew <= now || from - Skew > now)
        {
            return EntraErrors.AssertionOutOfTime(now, from, until);
        }

        return string.IsNullOrEmpty(Text(claims["jti"])) ? EntraErrors.AssertionInvalid : null;
    }

    /// <summary>A test's client may believe that it talks https: the scheme does not count.</summary>
    private static bool IsSame(string own, string given) =>
        Uri.TryCreate(own, UriKind.Absolute, out var left) && Uri.TryCreate(given, UriKind.Absolute, out var right)
        && left.Authority.Equals(right.Authority, StringComparison.OrdinalIgnoreCase) && left.AbsolutePath.Equals(right.AbsolutePath, StringComparison.OrdinalIgnoreCase);

    private static bool Holds(X509Certificate2 certificate, string? algorithm, string signed, byte[] signature)
    {
        var padding = algorithm switch { "RS256" => RSASignaturePadding.Pkcs1, "PS256" => RSASignaturePadding.Pss, _ => null };
        using var key = certificate.GetRSAPublicKey();
        return padding is not null && key is not null && key.VerifyData(Encoding.ASCII.GetBytes(signed), signature, HashAlgorithmName.SHA256, padding);
    }

    private static JsonObject? Decode(string part)
    {
        try
        {
            return Base64Url.IsValid(part) ? JsonNode.Parse(Base64Url.DecodeFromChars(part)) as JsonObject : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>Seconds since 1970, which some clients write as text.</summary>
    private static DateTimeOffset? Time(JsonNode? node) =>
        long.TryParse(node?.ToString(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    private static string Thumbprint(string? base64Url) => base64Url is not null && Base64Url.IsValid(base64Url) ? Convert.ToHexString(Base64Url.DecodeFromChars(base64Url)) : "";
}
