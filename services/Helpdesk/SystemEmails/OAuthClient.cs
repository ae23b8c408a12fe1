using System.Net;
using System.Text.Json;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Helpdesk.People;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>
/// The system emails, owned by the OAuth service. What it refuses comes back as an <see cref="OAuthAnswer{T}"/> in its own words; when it is away,
/// <see cref="HttpRequestException"/> is thrown.
/// </summary>
public sealed class OAuthClient(HttpClient http)
{
    private const string Admin = "/internal/admin/system-emails";
    private static readonly Dictionary<string, string[]> NoErrors = [];

    /// <summary>Settings of all system emails, removed ones included.</summary>
    public async Task<IReadOnlyList<SystemEmailSettings>> ListSettingsAsync(CancellationToken cancellation) =>
        await http.GetFromJsonAsync<IReadOnlyList<SystemEmailSettings>>("/internal/system-emails", cancellation) ?? [];

    /// <summary>What the form for a new system email starts with.</summary>
    public Task<OAuthAnswer<ProviderPresets>> PresetsAsync(CancellationToken cancellation) =>
        SendAsync<ProviderPresets>(HttpMethod.Get, "/internal/admin/providers", null, null, cancellation);

    /// <summary>All system emails as an admin sees them.</summary>
    public Task<OAuthAnswer<IReadOnlyList<SystemEmailView>>> ListAsync(CancellationToken cancellation) =>
        SendAsync<IReadOnlyList<SystemEmailView>>(HttpMethod.Get, Admin, null, null, cancellation);

    /// <summary>One system email.</summary>
    public Task<OAuthAnswer<SystemEmailView>> FindAsync(Guid id, CancellationToken cancellation) =>
        SendAsync<SystemEmailView>(HttpMethod.Get, $"{Admin}/{id}", null, null, cancellation);

    /// <summary>Who keeps an address's mailbox, as far as can be told.</summary>
    public Task<OAuthAnswer<ProviderGuess>> GuessAsync(string address, CancellationToken cancellation) =>
        SendAsync<ProviderGuess>(HttpMethod.Get, $"/internal/admin/providers/guess?address={Uri.EscapeDataString(address)}", null, null, cancellation);

    /// <summary>Adds one; when a trial is wanted, only if it works.</summary>
    public Task<OAuthAnswer<SystemEmailView>> CreateAsync(SystemEmailDraft draft, Trial? trial, Actor admin, CancellationToken cancellation) =>
        SendAsync<SystemEmailView>(HttpMethod.Post, Admin + Query(trial), draft, admin, cancellation);

    /// <summary>Saves changed settings; when a trial is wanted, only if they work.</summary>
    public Task<OAuthAnswer<SystemEmailView>> ReplaceAsync(Guid id, SystemEmailDraft draft, Trial? trial, Actor admin, CancellationToken cancellation) =>
        SendAsync<SystemEmailView>(HttpMethod.Put, $"{Admin}/{id}{Query(trial)}", draft, admin, cancellation);

    /// <summary>Checks settings without saving or trying them.</summary>
    public Task<OAuthAnswer<bool>> CheckAsync(Guid? id, SystemEmailDraft draft, Actor admin, CancellationToken cancellation) =>
        SendAsync<bool>(HttpMethod.Post, id is null ? $"{Admin}/check" : $"{Admin}/{id}/check", draft, admin, cancellation);

    /// <summary>Everything but secrets, for another installation.</summary>
    public Task<OAuthAnswer<SystemEmailExport>> ExportAsync(Guid id, CancellationToken cancellation) =>
        SendAsync<SystemEmailExport>(HttpMethod.Get, $"{Admin}/{id}/export", null, null, cancellation);

    /// <summary>Removes it with its tokens and secrets.</summary>
    public Task<OAuthAnswer<bool>> RemoveAsync(Guid id, Actor admin, CancellationToken cancellation) =>
        SendAsync<bool>(HttpMethod.Delete, $"{Admin}/{id}", null, admin, cancellation);

    /// <summary>Stops or starts fetching and sending.</summary>
    public Task<OAuthAnswer<SystemEmailView>> PauseAsync(Guid id, bool paused, Actor admin, CancellationToken cancellation) =>
        SendAsync<SystemEmailView>(HttpMethod.Post, $"{Admin}/{id}/{(paused ? "pause" : "resume")}", null, admin, cancellation);

    /// <summary>Begins a sign-in that the admin's browser goes through.</summary>
    public Task<OAuthAnswer<LinkStarted>> StartLinkAsync(Guid id, LinkStart start, Actor admin, CancellationToken cancellation) =>
        SendAsync<LinkStarted>(HttpMethod.Post, $"{Admin}/{id}/links", start, admin, cancellation);

    /// <summary>What became of a sign-in.</summary>
    public Task<OAuthAnswer<LinkAttempt>> FindLinkAsync(Guid linkId, CancellationToken cancellation) =>
        SendAsync<LinkAttempt>(HttpMethod.Get, $"/internal/admin/links/{linkId}", null, null, cancellation);

    /// <summary>The Token tab.</summary>
    public Task<OAuthAnswer<TokenView>> TokenAsync(Guid id, CancellationToken cancellation) =>
        SendAsync<TokenView>(HttpMethod.Get, $"{Admin}/{id}/token", null, null, cancellation);

    /// <summary>Asks for a fresh token.</summary>
    public Task<OAuthAnswer<TokenView>> RefreshTokenAsync(Guid id, Actor admin, CancellationToken cancellation) =>
        SendAsync<TokenView>(HttpMethod.Post, $"{Admin}/{id}/token/refresh", null, admin, cancellation);

    /// <summary>Forgets the token.</summary>
    public Task<OAuthAnswer<bool>> ForgetTokenAsync(Guid id, Actor admin, CancellationToken cancellation) =>
        SendAsync<bool>(HttpMethod.Delete, $"{Admin}/{id}/token", null, admin, cancellation);

    /// <summary>Tries both directions; takes up to a minute.</summary>
    public Task<OAuthAnswer<ConnectionTest>> TestAsync(Guid id, Actor admin, CancellationToken cancellation) =>
        SendAsync<ConnectionTest>(HttpMethod.Post, $"{Admin}/{id}/test", null, admin, cancellation);

    /// <summary>What was done to it, newest first.</summary>
    public Task<OAuthAnswer<IReadOnlyList<AuditEntry>>> AuditAsync(Guid id, CancellationToken cancellation) =>
        SendAsync<IReadOnlyList<AuditEntry>>(HttpMethod.Get, $"{Admin}/{id}/audit", null, null, cancellation);

    /// <summary>Its earlier states, newest first.</summary>
    public Task<OAuthAnswer<IReadOnlyList<HealthChange>>> HealthHistoryAsync(Guid id, CancellationToken cancellation) =>
        SendAsync<IReadOnlyList<HealthChange>>(HttpMethod.Get, $"{Admin}/{id}/health", null, null, cancellation);

    private static string Query(Trial? trial) =>
        trial is null ? "" : $"?validate=true{(trial.MailTo is null ? "" : $"&testMailTo={Uri.EscapeDataString(trial.MailTo)}")}";

    internal async Task<OAuthAnswer<T>> SendAsync<T>(HttpMethod method, string path, object? body, Actor? admin, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body, body.GetType());
        if (admin is not null)
        {
            request.Headers.Add("X-Admin-Id", admin.Id.ToString());
            request.Headers.Add("X-Admin-Name", Uri.EscapeDataString(admin.Name));
        }

        using var answer = await http.SendAsync(request, cancellation);
        if (answer.StatusCode == HttpStatusCode.NoContent)
        {
            return new OAuthAnswer<T>(default, null);
        }

        if (answer.IsSuccessStatusCode)
        {
            return new OAuthAnswer<T>(await answer.Content.ReadFromJsonAsync<T>(cancellation), null);
        }

        return new OAuthAnswer<T>(default, await ReadRefusalAsync(answer, cancellation));
    }

    private static async Task<OAuthRefusal> ReadRefusalAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var status = (int)answer.StatusCode;
        try
        {
            using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(cancellation));
            var root = problem.RootElement;
            return new OAuthRefusal(
                status,
                Text(root, "code") ?? $"http_{status}",
                Text(root, "title") ?? Translated.Of("The OAuth service answered {0}.", status),
                Text(root, "detail"),
                root.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object
                    ? errors.EnumerateObject().ToDictionary(field => field.Name, field => field.Value.EnumerateArray().Select(one => one.GetString() ?? "").ToArray(), StringComparer.OrdinalIgnoreCase)
                    : NoErrors);
        }
        catch (JsonException)
        {
            return new OAuthRefusal(status, $"http_{status}", Translated.Of("The OAuth service answered {0}.", status), null, NoErrors);
        }
    }

    private static string? Text(JsonElement problem, string name) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
