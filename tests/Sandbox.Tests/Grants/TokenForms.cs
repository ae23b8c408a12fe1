using System.Net.Http.Json;
using System.Text.Json.Nodes;
using HelpdeskMail.Sandbox.Tests.Hosting;

namespace HelpdeskMail.Sandbox.Tests.Grants;

/// <summary>Forms to the token endpoint and its neighbours.</summary>
internal static class TokenForms
{
    public static Task<(HttpResponseMessage Answer, JsonObject Body)> TokenAsync(this SandboxServer sandbox, params (string Name, string? Value)[] form) =>
        sandbox.FormAsync("/contoso.example/oauth2/v2.0/token", form);

    public static async Task<(HttpResponseMessage Answer, JsonObject Body)> FormAsync(this SandboxServer sandbox, string path, params (string Name, string? Value)[] form)
    {
        var answer = await sandbox.Http.PostAsync(path, new FormUrlEncodedContent(form.Where(field => field.Value is not null).Select(field => KeyValuePair.Create(field.Name, field.Value!))));
        var text = await answer.Content.ReadAsStringAsync();
        return (answer, text.StartsWith('{') ? JsonNode.Parse(text)!.AsObject() : []);
    }

    public static int EntraCode(this JsonObject body) => body["error_codes"] is JsonArray codes ? (int)codes[0]! : 0;

    /// <summary>An application of the test's own.</summary>
    public static async Task<string> RegisterAsync(this SandboxServer sandbox, object application)
    {
        using var answer = await sandbox.Http.PostAsJsonAsync("/api/applications", application);
        answer.EnsureSuccessStatusCode();
        return (string)(await answer.Content.ReadFromJsonAsync<JsonObject>())!["clientId"]!;
    }
}
