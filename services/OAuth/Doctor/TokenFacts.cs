using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>
/// What an access token says of itself, for people to look at. Nothing is decided by it but words: the token is the mail server's to judge, its signature is not checked, and providers may make theirs
/// unreadable at any time (those of personal Microsoft accounts are).
/// </summary>
/// <param name="Audience">The service it is for (<c>aud</c>).</param>
/// <param name="Scopes">What somebody has permitted (<c>scp</c>).</param>
/// <param name="Roles">What the application may do by itself (<c>roles</c>).</param>
/// <param name="ExpiresAt">Its end (<c>exp</c>).</param>
/// <param name="Application">The application it was given to (<c>appid</c>, <c>azp</c>).</param>
/// <param name="Tenant">The tenant it is from (<c>tid</c>).</param>
/// <param name="Account">Who signed in (<c>upn</c>, <c>preferred_username</c>); null for an application's own.</param>
internal sealed record TokenFacts(
    string? Audience, IReadOnlyList<string> Scopes, IReadOnlyList<string> Roles, DateTimeOffset? ExpiresAt, string? Application, string? Tenant, string? Account)
{
    private const int LongestText = 300;

    /// <summary>Whether it was given to the application itself: nobody signed in.</summary>
    public bool OfApplication => Account is null && Scopes.Count == 0;

    /// <summary>Reads a token; null when it is not one that can be read.</summary>
    public static TokenFacts? Read(string token)
    {
        var parts = token.Split('.');
        if (parts.Length != 3)
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(WebEncoders.Base64UrlDecode(parts[1])) is JsonObject claims ? Of(claims) : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }

    /// <summary>In a line for people.</summary>
    public override string ToString() => string.Join("; ", Describe().Where(fact => fact.Value is { Length: > 0 }).Select(fact => $"{fact.Name} {fact.Value}"));

    private static TokenFacts Of(JsonObject claims) => new(
        Text(claims, "aud"),
        Text(claims, "scp")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
        claims["roles"] is JsonArray roles ? [.. roles.OfType<JsonValue>().Select(role => role.ToString())] : [],
        claims["exp"] is JsonValue exp && long.TryParse(exp.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253_402_300_800
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
        Text(claims, "appid") ?? Text(claims, "azp"),
        Text(claims, "tid"),
        Text(claims, "upn") ?? Text(claims, "preferred_username") ?? Text(claims, "unique_name"));

    private static string? Text(JsonObject claims, string name) =>
        claims[name] is JsonValue value && value.TryGetValue<string>(out var text) && text.Length <= LongestText && !text.Any(char.IsControl) ? text : null;

    private IEnumerable<(string Name, string? Value)> Describe() =>
    [
        ("for", Audience),
        ("with the scopes", string.Join(", ", Scopes)),
        ("with the roles", string.Join(", ", Roles)),
        ("account", Account),
        ("application", Application),
        ("tenant", Tenant),
        ("until", ExpiresAt is { } end ? Moment.Write(end) : null),
    ];
}
