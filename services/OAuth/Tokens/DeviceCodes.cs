using System.Text.Json;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>Codes of a device authorization (RFC 8628 section 3.2).</summary>
/// <param name="DeviceCode">What the token endpoint is asked with. A secret.</param>
/// <param name="UserCode">What a person enters.</param>
/// <param name="Address">Where.</param>
/// <param name="Life">How long both are good.</param>
/// <param name="Pause">Least pause between two questions.</param>
public sealed record DeviceCodes(string DeviceCode, string UserCode, string Address, TimeSpan Life, TimeSpan Pause)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestLife = TimeSpan.FromMinutes(30);

    /// <summary>Leaves the device code out.</summary>
    public override string ToString() => $"{UserCode} at {Address}";

    /// <summary>Reads an answer; null when it holds no codes, or an address that a browser should not be led to.</summary>
    public static DeviceCodes? Read(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || Text(root, "device_code") is not { Length: > 0 } device || Text(root, "user_code") is not { Length: > 0 and <= 100 } user
                // Google's older name for it is verification_url.
                || (Text(root, "verification_uri") ?? Text(root, "verification_url")) is not { } page
                || !Uri.TryCreate(page, UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            {
                return null;
            }

            return new DeviceCodes(device, user, address.AbsoluteUri, Clamp(Seconds(root, "expires_in", 900), ShortestPause, LongestLife), Clamp(Seconds(root, "interval", 5), ShortestPause, LongestPause));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static TimeSpan Seconds(JsonElement root, string name, int otherwise) =>
        TimeSpan.FromSeconds(Math.Min(OAuth2Answer.Seconds(root, name) ?? otherwise, LongestLife.TotalSeconds));

    private static TimeSpan Clamp(TimeSpan value, TimeSpan least, TimeSpan most) => value < least ? least : value > most ? most : value;
}
