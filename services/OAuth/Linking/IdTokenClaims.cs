using System.Text.Json;
using HelpdeskMail.OAuth.Tokens;
using Microsoft.AspNetCore.WebUtilities;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>
/// Who signed in, from an id token (OpenID Connect Core section 2). Its signature is not checked: it came straight from the token endpoint over TLS, which section 3.1.3.7 lets stand in its
/// place. The sign-in library checks nothing else of it either, so <see cref="AccountCheck"/> does.
/// </summary>
/// <param name="Names">Names the account goes by, the one to show first: <c>preferred_username</c>, <c>email</c>, <c>upn</c>.</param>
/// <param name="Tenant">Tenant (<c>tid</c>).</param>
/// <param name="Nonce">The nonce repeated.</param>
/// <param name="Audiences">Client ids it is for.</param>
/// <param name="ExpiresAt">Its end; null when it names none.</param>
internal sealed record IdTokenClaims(IReadOnlyList<string> Names, string? Tenant, string? Nonce, IReadOnlyList<string> Audiences, DateTimeOffset? ExpiresAt)
{
    /// <summary>Reads the claims; null when there is no token or it is none.</summary>
    /// <param name="token">The id token.</param>
    /// <param name="addressField">Where else the address is, as a dotted path; null for the usual claims only.</param>
    public static IdTokenClaims? Read(string? token, string? addressField = null)
    {
        if (token?.Split('.') is not [_, var payload, _])
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(WebEncoders.Base64UrlDecode(payload));
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement, addressField) : null;
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            return null;
        }
    }

    private static IdTokenClaims Read(JsonElement claims, string? addressField)
    {
        string[] names = ["preferred_username", "email", "upn"];
        return new(
            [.. names.Select(name => Text(claims, name)).Prepend(addressField is null ? null : JsonPath.Text(claims, addressField)).OfType<string>().Where(name => name.Length > 0).Distinct(StringComparer.OrdinalIgnoreCase)],
            Text(claims, "tid"),
            Text(claims, "nonce"),
            Audience(claims),
            OAuth2Answer.Seconds(claims, "exp") is { } seconds and < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null);
    }

    private static IReadOnlyList<string> Audience(JsonElement claims) => claims.TryGetProperty("aud", out var audience)
        ? audience.ValueKind switch
        {
            JsonValueKind.String => [audience.GetString()!],
            JsonValueKind.Array => [.. audience.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.String).Select(one => one.GetString()!)],
            _ => [],
        }
        : [];

    private static string? Text(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
