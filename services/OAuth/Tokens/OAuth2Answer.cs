using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using HelpdeskMail.OAuth.Explanations;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>Reads answers of token endpoints (RFC 6749 section 5) with the liberties that providers take: times as text or left out, scopes with commas, errors under status 200.</summary>
internal static class OAuth2Answer
{
    /// <summary>Code of an answer that no token endpoint gives.</summary>
    public const string Unreadable = "endpoint_unreadable";

    /// <summary>Code of an answer that leads to another address.</summary>
    public const string Redirects = "endpoint_redirects";

    /// <summary>Taken for the life of a token whose end is not told; a server that refuses it sooner makes a fresh one be asked for.</summary>
    private static readonly TimeSpan UsualLife = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestLife = TimeSpan.FromDays(30);
    private static readonly TimeSpan LongestRefreshLife = TimeSpan.FromDays(3650);

    /// <summary>What an answer says.</summary>
    /// <param name="answer">The answer's head.</param>
    /// <param name="body">Its body.</param>
    /// <param name="asked">Scopes that were asked for: those granted where the answer names none (section 5.1).</param>
    /// <param name="now">The time.</param>
    public static OAuth2Reply Read(HttpResponseMessage answer, string body, IReadOnlyList<string> asked, DateTimeOffset now)
    {
        var status = (int)answer.StatusCode;
        var pause = RetryAfter(answer.Headers);
        if (ProviderError.FromBody(body) is { } told)
        {
            var passing = Explainer.IsPassing(status, told);
            return new OAuth2Reply.Failed(told, new(passing ? PassingFailures.OfStatus(status) : Explainer.Explain(told), told.Text, pause));
        }

        if (!answer.IsSuccessStatusCode)
        {
            return new OAuth2Reply.Failed(null, new(
                status switch
                {
                    408 or 429 or >= 500 => PassingFailures.OfStatus(status),
                    >= 300 and < 400 => Redirected(answer.Headers.Location),
                    _ => NoEndpoint(status),
                },
                null,
                pause));
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            return Granted(document.RootElement, asked, now);
        }
        catch (JsonException)
        {
            return new OAuth2Reply.Failed(null, new(NoEndpoint(status), null, pause));
        }
    }

    private static OAuth2Reply Granted(JsonElement root, IReadOnlyList<string> asked, DateTimeOffset now)
    {
        if (root.ValueKind != JsonValueKind.Object || Text(root, "access_token") is not { Length: > 0 } token)
        {
            return new OAuth2Reply.Failed(null, new(NoEndpoint(200), null));
        }

        if (Text(root, "token_type") is { } type && !type.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return new OAuth2Reply.Failed(null, new(
                new("token_type_unknown", Mender.Application, $"The provider gave a token of the type «{type}»; mail servers take Bearer tokens.", null, "Look in the provider's documentation for the endpoint that gives Bearer tokens."), null));
        }

        var scopes = Text(root, "scope") is { Length: > 0 } granted ? granted.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) : [.. asked];
        return new OAuth2Reply.Granted(token, now + Life(root), [.. scopes.Order(StringComparer.Ordinal)], Text(root, "refresh_token") is { Length: > 0 } refresh ? refresh : null, Text(root, "id_token"))
        {
            // Google's name for it, and Keycloak's; no standard has one.
            RefreshEndsAt = (Seconds(root, "refresh_token_expires_in") ?? Seconds(root, "refresh_expires_in")) is { } seconds && seconds < LongestRefreshLife.TotalSeconds ? now + TimeSpan.FromSeconds(seconds) : null,
        };
    }

    /// <summary>A number of seconds above zero, as a number or as text; null where there is none.</summary>
    public static double? Seconds(JsonElement root, string name)
    {
        double? seconds = !root.TryGetProperty(name, out var value) ? null : value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDouble(out var number) => number,
            JsonValueKind.String when double.TryParse(value.GetString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
            _ => null,
        };
        return seconds is > 0 ? seconds : null;
    }

    private static TimeSpan Life(JsonElement root) =>
        // Zoho once told milliseconds under expires_in, and seconds under a name of its own.
        (Seconds(root, "expires_in_sec") ?? Seconds(root, "expires_in")) is { } seconds ? TimeSpan.FromSeconds(Math.Min(seconds, LongestLife.TotalSeconds)) : UsualLife;

    private static Explanation Redirected(Uri? target) => new(
        Redirects, Mender.Application, "The token endpoint sends elsewhere instead of answering.", null,
        $"Redirects are not followed, since secrets would travel along. Fill in the address it answers at{(target is { IsAbsoluteUri: true } ? $" (it names {target.Host})" : "")}.");

    private static Explanation NoEndpoint(int status) => new(
        Unreadable, Mender.Application, $"What answers at the token endpoint is none: HTTP status {status}, and no token in it.", null,
        "Compare the token endpoint with the provider's documentation.");

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static TimeSpan? RetryAfter(HttpResponseHeaders headers) =>
        headers.RetryAfter is { } pause ? pause.Delta ?? (pause.Date is { } date && headers.Date is { } now ? date - now : null) : null;
}
