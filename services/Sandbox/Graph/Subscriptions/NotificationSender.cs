using System.Text.Json.Nodes;

namespace HelpdeskMail.Sandbox.Graph.Subscriptions;

/// <summary>Posts to the addresses that subscriptions name. Only loopback addresses: a stand-in on a developer's machine calls nobody else.</summary>
public sealed class NotificationSender : IDisposable
{
    private const int LongestAnswer = 4096;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false }) { Timeout = Patience, MaxResponseContentBufferSize = LongestAnswer };

    public static bool MayCall(string? address) => Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri is { IsLoopback: true, Scheme: "http" or "https", UserInfo: "" };

    /// <summary>The handshake: the address has to give the token back as plain text with 200, within ten seconds.</summary>
    /// <returns>Null when it did, else what was wrong.</returns>
    public async Task<string?> ValidateAsync(string address, CancellationToken cancellation)
    {
        var token = $"Validation: Testing client application reachability for subscription Request-Id: {Guid.NewGuid()}";
        var separator = address.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        try
        {
            using var content = new StringContent("");
            using var answer = await http.PostAsync($"{address}{separator}validationToken={Uri.EscapeDataString(token)}", content, cancellation);
            return !answer.IsSuccessStatusCode ? $"Subscription validation request failed. Notification endpoint must respond with 200 OK to validation request; it answered {(int)answer.StatusCode}."
                : await answer.Content.ReadAsStringAsync(cancellation) == token && answer.Content.Headers.ContentType?.MediaType == "text/plain" ? null
                : "Subscription validation request failed. Response must exactly match validationToken query parameter.";
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return exception is HttpRequestException ? $"Subscription validation request failed. The notification endpoint could not be reached: {exception.Message}" : "Subscription validation request timed out.";
        }
    }

    /// <summary>Posts notifications; true when the address took them.</summary>
    public async Task<bool> PostAsync(string address, JsonObject notifications, CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync(address, notifications, cancellation);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }

    public void Dispose() => http.Dispose();
}
