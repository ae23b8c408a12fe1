using System.Net.Http.Json;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Fixtures.Postgres;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace HelpdeskMail.MailStore.Tests.Hosting;

/// <summary>The whole service on a real port and a database of its own.</summary>
public sealed class MailStoreHost : WebApplicationFactory<Program>, IAsyncLifetime
{
    private const string Key = "a-key-for-tests-of-24-characters-and-more";

    public TestDatabase Database { get; } = new();

    public async ValueTask InitializeAsync()
    {
        await Database.InitializeAsync();
        UseKestrel(0);
        StartServer();
    }

    public HttpClient As(string service) => As(service, CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = ClientOptions.BaseAddress }));

    /// <summary>A client that waits longer than the usual second for the word to send a body (Expect: 100-continue).</summary>
    public HttpClient AsWaiting(string service) =>
        As(service, new HttpClient(new SocketsHttpHandler { Expect100ContinueTimeout = TimeSpan.FromMinutes(1) }) { BaseAddress = ClientOptions.BaseAddress });

    private static HttpClient As(string service, HttpClient client)
    {
        client.DefaultRequestHeaders.Add("X-Service", service);
        client.DefaultRequestHeaders.Add("X-Service-Key", Key);
        return client;
    }

    /// <summary>Stores a message and expects it to be taken.</summary>
    public async Task<StoredMail> StoreAsync(byte[] raw, string key, Guid? mailbox = null, string folder = "INBOX")
    {
        using var client = As("fetch");
        using var answer = await client.PostAsync(MessageAddress(key, mailbox, folder), new ByteArrayContent(raw));
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<StoredMail>())!;
    }

    public static string MessageAddress(string key, Guid? mailbox = null, string folder = "INBOX", string path = "messages") =>
        $"/{path}?systemEmailId={mailbox ?? Mailbox}&source=Imap&folder={Uri.EscapeDataString(folder)}&key={Uri.EscapeDataString(key)}&receivedAt=2026-03-01T10:00:00Z";

    public static Guid Mailbox { get; } = Guid.Parse("0198f0a0-0000-7000-8000-000000000001");

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:helpdesk", Database.ConnectionString);
        builder.UseSetting("MailStore:MaxMessageSize", "3145728");
        builder.UseSetting("MailStore:MaxBlobSize", "3145728");
        foreach (var caller in new[] { "fetch", "helpdesk", "reply", "oauth" })
        {
            builder.UseSetting($"ServiceCalls:Callers:{caller}", Key);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Database.DisposeAsync();
    }
}
