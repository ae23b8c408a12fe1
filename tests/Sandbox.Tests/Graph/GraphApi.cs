using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Api;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests.Graph;

/// <summary>Plain HTTP to Graph's addresses with a token to order.</summary>
internal static class GraphApi
{
    public const string Resource = "https://graph.microsoft.com";

    public static async Task<(HttpResponseMessage Answer, JsonObject Body)> AskAsync(
        this SandboxServer sandbox, HttpMethod method, string path, string? token, object? body = null, bool immutable = false, string? prefer = null)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith("http", StringComparison.Ordinal) ? path : "/v1.0/" + path);
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        if (immutable)
        {
            request.Headers.Add("Prefer", "IdType=\"ImmutableId\"");
        }

        if (prefer is not null)
        {
            request.Headers.Add("Prefer", prefer);
        }

        request.Content = body switch
        {
            null => null,
            HttpContent content => content,
            _ => JsonContent.Create(body),
        };
        var answer = await sandbox.Http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return (answer, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : []);
    }

    /// <summary>The application's own token, with the roles given.</summary>
    public static Task<string> ApplicationAsync(this SandboxServer sandbox, params string[] roles) =>
        sandbox.TokenAsync(new TokenOrder(Resource: Resource, Permissions: roles.Length == 0 ? ["Mail.ReadWrite", "Mail.Send"] : roles));

    public static Task<string> PersonAsync(this SandboxServer sandbox, string user, params string[] scopes) =>
        sandbox.TokenAsync(new TokenOrder(user, Resource, scopes.Length == 0 ? ["User.Read", "Mail.ReadWrite", "Mail.Send"] : scopes));

    public static string Code(this JsonObject body) => (string)body["error"]!["code"]!;

    /// <summary>Delivers a mail to an address of one's own making.</summary>
    public static async Task DeliverAsync(this SandboxServer sandbox, string to, string subject, string messageId)
    {
        using var answer = await sandbox.Http.PostAsJsonAsync("/api/mails/compose", new { from = "Anna Berg <anna@customer.example>", to = new[] { to }, subject, text = $"About {subject}", messageId });
        answer.EnsureSuccessStatusCode();
    }
}
