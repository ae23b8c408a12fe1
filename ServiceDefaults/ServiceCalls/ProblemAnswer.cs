using System.Text.Json;

namespace HelpdeskMail.ServiceDefaults.ServiceCalls;

/// <summary>Another service's failure, as its problem details tell it (RFC 9457).</summary>
/// <param name="Code">Its searchable code; <c>http_503</c> and the like when the answer is no problem document.</param>
/// <param name="What">What happened.</param>
/// <param name="Remedy">What to do; null when it does not say.</param>
public sealed record ProblemAnswer(string Code, string What, string? Remedy)
{
    private JsonElement document;

    /// <summary>Reads the body of a failed call; falls back on the status code when it is no problem document.</summary>
    public static async Task<ProblemAnswer> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var status = (int)answer.StatusCode;
        try
        {
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
            var root = document.RootElement.Clone();
            return new ProblemAnswer(
                Text(root, "code") ?? $"http_{status}",
                Text(root, "title") ?? $"{answer.RequestMessage?.RequestUri?.Host} answered {status}.",
                Text(root, "detail"))
            { document = root };
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return new ProblemAnswer($"http_{status}", $"{answer.RequestMessage?.RequestUri?.Host} answered {status}.", null);
        }
    }

    /// <summary>An extension member of the problem document; null when it is not there or is something else.</summary>
    public T? Extension<T>(string name)
        where T : class
    {
        try
        {
            return document.ValueKind == JsonValueKind.Object && document.TryGetProperty(name, out var value) ? value.Deserialize<T>(JsonSerializerOptions.Web) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
