using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using HelpdeskMail.Contracts.SystemEmails;

namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>Answers as the OAuth service does: the list of settings, and whatever a test has set for an administration address.</summary>
public sealed class StubOAuth : HttpMessageHandler
{
    public static readonly Guid Support = Guid.Parse("0198f0a0-0000-7000-8000-000000000001");
    public static readonly Guid Sales = Guid.Parse("0198f0a0-0000-7000-8000-000000000002");

    public List<SystemEmailSettings> Settings { get; } = [Email(Support, "support@contoso.example", "Contoso Support"), Email(Sales, "sales@contoso.example", "Contoso Sales")];

    /// <summary>Answers by «METHOD path».</summary>
    public ConcurrentDictionary<string, Func<HttpRequestMessage, HttpResponseMessage>> Answers { get; } = new();

    public ConcurrentQueue<(string Call, string? AdminId, string Body)> Calls { get; } = new();

    public static SystemEmailSettings Email(Guid id, string address, string name) => new(
        id, 1, address, name, "sandbox", Linked: true, Paused: false, Removed: false,
        new ReceivingSettings(
            ReceivingProtocol.Imap, new ServerSettings("localhost", 143, ConnectionSecurity.None, SignInMethod.AccessToken, null, null), "INBOX", AfterStoring.MarkRead, null,
            StartFrom.Unread, TimeSpan.FromMinutes(1), 30_000_000),
        new SendingSettings(SendingProtocol.Smtp, new ServerSettings("localhost", 587, ConnectionSecurity.None, SignInMethod.AccessToken, null, null), TimeSpan.FromMinutes(2)));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var call = $"{request.Method} {request.RequestUri!.AbsolutePath}";
        if (call == "GET /internal/system-emails")
        {
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create<IReadOnlyList<SystemEmailSettings>>(Settings) };
        }

        var admin = request.Headers.TryGetValues("X-Admin-Id", out var values) ? values.First() : null;
        Calls.Enqueue((call, admin, request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken)));
        return Answers.TryGetValue(call, out var answer)
            ? answer(request)
            : new HttpResponseMessage(HttpStatusCode.NotFound) { Content = JsonContent.Create(new { code = "system_email_unknown", title = "There is no such system email." }) };
    }
}
