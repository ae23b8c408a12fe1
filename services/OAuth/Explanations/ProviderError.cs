using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace HelpdeskMail.OAuth.Explanations;

/// <summary>A failure as an identity provider tells it, at the token endpoint (RFC 6749 section 5.2) or on the callback (section 4.1.2.1). Holds no secrets: providers do not repeat them.</summary>
/// <param name="Error">The standard's error code: <c>invalid_grant</c>.</param>
/// <param name="Description">The provider's words; null when it gave none.</param>
/// <param name="Codes">Numbers of Microsoft Entra, the telling one first; empty elsewhere.</param>
/// <param name="CorrelationId">What Microsoft's support finds the event by; null elsewhere.</param>
public sealed partial record ProviderError(string Error, string? Description, IReadOnlyList<int> Codes, string? CorrelationId)
{
    private const int LongestDescription = 1000;

    /// <summary>What is shown to an admin word for word, shortened to a screen; line ends become spaces.</summary>
    public string Text => Description is null ? Error : $"{Error}: {Description}";

    /// <summary>From the parameters of a callback.</summary>
    public static ProviderError FromCallback(string error, string? description) => Of(error, description, [], null);

    /// <summary>From the body of a token endpoint's answer; null when it is not JSON with an <c>error</c>: its code, or an object that names one.</summary>
    public static ProviderError? FromBody(string? body)
    {
        if (string.IsNullOrEmpty(body))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("error", out var failure))
            {
                return null;
            }

            if (failure.ValueKind == JsonValueKind.Object)
            {
                // As the APIs of Google and Microsoft Graph word errors; a few token endpoints do the same.
                return (ReadText(failure, "status") ?? ReadText(failure, "type") ?? ReadText(failure, "code")) is { Length: > 0 } name ? Of(name, ReadText(failure, "message"), [], null) : null;
            }

            if (ReadText(root, "error") is not { Length: > 0 } error)
            {
                return null;
            }

            var codes = root.TryGetProperty("error_codes", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Where(code => code.ValueKind == JsonValueKind.Number && code.TryGetInt32(out _)).Select(code => code.GetInt32()).ToList()
                : [];
            return Of(error, ReadText(root, "error_description"), codes, ReadText(root, "correlation_id"));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ProviderError Of(string error, string? description, IReadOnlyList<int> codes, string? correlationId)
    {
        var words = description is null ? null : Clean(description);
        var written = words is null
            ? []
            : EntraCode().Matches(words).Select(match => int.TryParse(match.Groups["code"].ValueSpan, CultureInfo.InvariantCulture, out var code) ? code : 0).Where(code => code > 0);
        return new(Clean(error), words, [.. codes.Concat(written).Distinct()], correlationId ?? (words is null ? null : Correlation(words)));
    }

    private static string? Correlation(string words) => CorrelationText().Match(words) is { Success: true } match ? match.Groups["id"].Value : null;

    private static string? ReadText(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>What came over the network goes on a page and into a table: no control characters, no endless text.</summary>
    private static string Clean(string text)
    {
        var oneLine = string.Join(' ', text.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        var printable = new string([.. oneLine.Where(letter => !char.IsControl(letter))]);
        return printable.Length <= LongestDescription ? printable : printable[..LongestDescription] + "…";
    }

    [GeneratedRegex(@"\bAADSTS(?<code>\d{4,9})\b", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex EntraCode();

    [GeneratedRegex(@"Correlation ID:\s*(?<id>[0-9a-fA-F-]{36})", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex CorrelationText();
}
