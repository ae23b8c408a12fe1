using System.Text.Json;
using HelpdeskMail.Contracts.SystemEmails;

namespace HelpdeskMail.Reply.SystemEmails;

/// <summary>Another service's failure, as its problem details tell it.</summary>
/// <param name="Code">Its searchable code.</param>
/// <param name="What">What happened.</param>
/// <param name="Remedy">What to do; null when it does not say.</param>
/// <param name="Mailbox">The whole for a mailbox's page, where the service gives it (extension <c>problem</c>).</param>
internal sealed record ProblemAnswer(string Code, string What, string? Remedy, MailboxProblem? Mailbox = null)
{
    /// <summary>Reads the body of a failed call; falls back on the status code when it is no problem document.</summary>
    public static async Task<ProblemAnswer> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var status = (int)answer.StatusCode;
        try
        {
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
            var root = document.RootElement;
            return new ProblemAnswer(
                Text(root, "code") ?? $"http_{status}",
                Text(root, "title") ?? $"{answer.RequestMessage?.RequestUri?.Host} answered {status}.",
                Text(root, "detail"),
                root.ValueKind == JsonValueKind.Object && root.TryGetProperty("problem", out var whole) ? whole.Deserialize<MailboxProblem>(JsonSerializerOptions.Web) : null);
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException)
        {
            return new ProblemAnswer($"http_{status}", $"{answer.RequestMessage?.RequestUri?.Host} answered {status}.", null);
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
