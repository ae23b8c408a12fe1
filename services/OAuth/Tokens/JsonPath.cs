using System.Text.Json;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>Finds a text in a JSON answer by a dotted path: <c>email</c>, <c>user.mail</c>.</summary>
internal static class JsonPath
{
    /// <summary>The text; null when the path leads to none, or the answer is no JSON.</summary>
    public static string? Text(string json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Text(document.RootElement, path);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The same in what was parsed. A field whose own name has dots is found before a path is followed.</summary>
    public static string? Text(JsonElement root, string path)
    {
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty(path, out var whole))
        {
            return whole.ValueKind == JsonValueKind.String ? whole.GetString() : null;
        }

        var at = root;
        foreach (var step in path.Split('.'))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step, out at))
            {
                return null;
            }
        }

        return at.ValueKind == JsonValueKind.String ? at.GetString() : null;
    }
}
