using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>Reads what requests carry. Graph takes 4 MB a request.</summary>
internal static class GraphBody
{
    public const int Largest = 4 * 1024 * 1024;

    /// <summary>Property names count without regard to case: clients of Outlook's older API write <c>Message</c> and <c>ToRecipients</c>.</summary>
    private static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    /// <summary>The whole body; null when it is larger than <paramref name="most"/>.</summary>
    public static async Task<byte[]?> ReadAsync(HttpRequest request, int most = Largest)
    {
        if (request.ContentLength > most)
        {
            return null;
        }

        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most + 1L;
        }

        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        while (await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted) is var count and > 0)
        {
            bytes.Write(buffer, 0, count);
            if (bytes.Length > most)
            {
                return null;
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A JSON object; null when the body is none or too large.</summary>
    public static async Task<JsonObject?> ReadJsonAsync(HttpRequest request) => await ReadAsync(request) is { } body ? Parse(body) : null;

    public static JsonObject? Parse(byte[] body)
    {
        try
        {
            return JsonNode.Parse(body, AnyCase) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A message sent as base64 of its MIME source; null when it is not that.</summary>
    public static byte[]? DecodeMime(byte[] body)
    {
        var text = Encoding.ASCII.GetString(body);
        var bytes = new byte[text.Length];
        return Convert.TryFromBase64String(text, bytes, out var length) && length > 0 ? bytes[..length] : null;
    }

    /// <summary>Whether the body is a message as MIME rather than as JSON.</summary>
    public static bool IsMime(HttpRequest request) => request.ContentType?.StartsWith("text/plain", StringComparison.OrdinalIgnoreCase) is true;

    public static string? Text(JsonObject element, string name) => element[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    /// <summary>A truth value; Graph takes it as text too, as its own examples write it.</summary>
    public static bool? Truth(JsonObject element, string name) =>
        element[name] is not JsonValue value ? null : value.TryGetValue<bool>(out var truth) ? truth : bool.TryParse(Text(element, name), out truth) ? truth : null;

    public static long? Number(JsonObject element, string name) => element[name] is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;
}
