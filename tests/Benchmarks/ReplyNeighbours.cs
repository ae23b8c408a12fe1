using System.Collections.Concurrent;
using System.Text;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace HelpdeskMail.Benchmarks;

/// <summary>What the Reply service asks of the helpdesk and of the OAuth service, and as much of Graph as a look into the Sent folder needs.</summary>
internal sealed class ReplyNeighbours : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<Guid, SystemEmailSettings> emails = new();
    private readonly ConcurrentDictionary<Guid, OutgoingReply> replies = new();

    private ReplyNeighbours(WebApplication app) => this.app = app;

    public string Address => app.Urls.First();

    public int Port => new Uri(Address).Port;

    /// <summary>Starts them; what lies in Sent folders is what <paramref name="server"/> took.</summary>
    public static async Task<ReplyNeighbours> StartAsync(TearingSmtpServer server)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var neighbours = new ReplyNeighbours(app);
        neighbours.MapHelpdeskAndOAuth();
        MapGraph(app, server);
        await app.StartAsync();
        return neighbours;
    }

    /// <summary>Links a mailbox that sends by SMTP and is read by Graph, at these ports of the machine.</summary>
    public SystemEmailSettings Link(string address, int smtp, int graph)
    {
        static ServerSettings Server(int port) => new("127.0.0.1", port, ConnectionSecurity.None, SignInMethod.AccessToken, UserName: null, TrustedCertificate: null);
        var email = new SystemEmailSettings(
            Guid.CreateVersion7(), 1, address, "Contoso Support", "microsoft365", Linked: true, Paused: false, Removed: false,
            new ReceivingSettings(ReceivingProtocol.Graph, Server(graph), "INBOX", AfterStoring.MarkRead, null, StartFrom.Now, TimeSpan.FromMinutes(1), 1_000_000),
            new SendingSettings(SendingProtocol.Smtp, Server(smtp), TimeSpan.FromSeconds(30)));
        return emails[email.Id] = email;
    }

    /// <summary>Writes a reply to two customers, which the helpdesk has from now on.</summary>
    public OutgoingReply Write(SystemEmailSettings email, int number)
    {
        var id = Guid.CreateVersion7();
        return replies[id] = new OutgoingReply(
            id, number, email.Id, $"{id:N}@contoso.example", null, [], [new ReplyAddress($"anna{number}@customer.example", null), new ReplyAddress($"bert{number}@customer.example", null)], [], [],
            "Re: printer", "It prints again.\n", null, [], Automatic: false, TimeProvider.System.GetUtcNow());
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private void MapHelpdeskAndOAuth()
    {
        app.MapGet("/internal/system-emails", () => emails.Values);
        app.MapPost("/internal/system-emails/{id:guid}/credential", (Guid id) => new Credential(emails[id].Address, SignInMethod.AccessToken, "a-token", TimeProvider.System.GetUtcNow().AddHours(1)));
        app.MapGet("/internal/replies/{id:guid}", (Guid id) => replies.TryGetValue(id, out var reply) ? Results.Ok(reply) : Results.NotFound());
    }

    private static void MapGraph(WebApplication app, TearingSmtpServer server)
    {
        app.MapGet("/v1.0/users/{mailbox}/mailFolders", () => Results.Text("""{"value":[{"id":"sent-1","displayName":"Sent Items"}]}""", "application/json"));
        app.MapGet("/v1.0/users/{mailbox}/mailFolders/{id}", (string id) => Results.Text($$"""{"id":"{{(id == "inbox" ? "inbox-1" : "sent-1")}}","totalItemCount":0}""", "application/json"));
        app.MapGet("/v1.0/users/{mailbox}/mailFolders/sent-1/messages", (string mailbox, HttpContext context) =>
        {
            var filter = context.Request.Query["$filter"].ToString();
            var sent = server.Sent.GetValueOrDefault(mailbox) ?? new();
            return Results.Json(new
            {
                value = sent.Where(copy => filter.StartsWith("receivedDateTime", StringComparison.Ordinal) || filter.Contains($"'<{copy.MessageId}>'", StringComparison.Ordinal)).Select(copy => new
                {
                    id = Convert.ToHexString(Encoding.UTF8.GetBytes(copy.MessageId)),
                    internetMessageHeaders = new[] { new { name = "X-HelpdeskMail-Delivery", value = copy.Mark } },
                }),
            });
        });
        app.MapGet("/v1.0/users/{mailbox}/messages/{id}", (string id) => Results.Text($$"""{"id":"{{id}}","internetMessageId":"<{{Encoding.UTF8.GetString(Convert.FromHexString(id))}}>"}""", "application/json"));
        app.MapGet("/v1.0/users/{mailbox}/messages/{id}/$value", (string id) => Results.Text($"Message-ID: <{Encoding.UTF8.GetString(Convert.FromHexString(id))}>\r\n\r\n"));
    }
}
