using System.Collections.Concurrent;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures;
using HelpdeskMail.OAuth.SystemEmails;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HelpdeskMail.OAuth.Tests.Running;

/// <summary>The service, whole, on a database of the test's and an identity provider of the test's. Several on one database are replicas.</summary>
public sealed class OAuthApp(string connectionString, string identityProvider, params (string Key, string Value)[] settings) : WebApplicationFactory<SystemEmail>
{
    public const string HelpdeskAddress = "http://localhost:5080";
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public ShiftedTime Time { get; } = new();

    /// <summary>A client that calls as another service would.</summary>
    public HttpClient As(string service)
    {
        var client = Browser();
        client.DefaultRequestHeaders.Add("X-Service", service);
        client.DefaultRequestHeaders.Add("X-Service-Key", KeyOf(service));
        if (service == "helpdesk")
        {
            client.DefaultRequestHeaders.Add("X-Admin-Id", "admin-1");
            client.DefaultRequestHeaders.Add("X-Admin-Name", Uri.EscapeDataString("Änne Admin"));
        }

        return client;
    }

    /// <summary>A browser: cookies of its own, redirects left to the test.</summary>
    public HttpClient Browser() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, BaseAddress = new Uri("http://localhost:5081") });

    public async Task<SystemEmailView> AddAsync(SystemEmailDraft draft)
    {
        using var admin = As("helpdesk");
        using var answer = await admin.PostAsJsonAsync("/internal/admin/system-emails", draft);
        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<SystemEmailView>())!;
    }

    public async Task<SystemEmailView> ViewAsync(Guid id)
    {
        using var admin = As("helpdesk");
        return (await admin.GetFromJsonAsync<SystemEmailView>($"/internal/admin/system-emails/{id}"))!;
    }

    public async Task<HttpResponseMessage> CredentialAsync(Guid id, string caller = "fetch", CredentialPurpose purpose = CredentialPurpose.Receive, DateTimeOffset? rejected = null)
    {
        using var client = As(caller);
        return await client.PostAsJsonAsync($"/internal/system-emails/{id}/credential", new CredentialRequest(purpose, rejected));
    }

    /// <summary>Takes a job off the clock, for a test that it must not come between, and waits until no replica is in the middle of it.</summary>
    public async Task QuietAsync(string job)
    {
        await using var connection = await Services.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            // The scheduler holds this lock while it lets a job begin.
            await connection.ExecuteAsync(
                """
                select 1 from qrtz_locks where lock_name = 'TRIGGER_ACCESS' for update;
                delete from qrtz_simple_triggers where trigger_name = @job;
                delete from qrtz_triggers where trigger_name = @job
                """,
                new { job },
                transaction);
            await transaction.CommitAsync();
        }

        await Eventually.HoldsAsync($"{job} is not under way", async () =>
            !await connection.ExecuteScalarAsync<bool>("select exists (select from qrtz_fired_triggers where trigger_name = @job and state = 'EXECUTING')", new { job }));
    }

    /// <summary>Listens to what this replica tells the other services from now on.</summary>
    public async Task<ConcurrentQueue<SystemEmailChanged>> ListenAsync()
    {
        (await Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(1))).ShouldBe(BusHealthStatus.Healthy);
        var heard = new ConcurrentQueue<SystemEmailChanged>();
        Services.GetRequiredService<IBus>().ConnectPublishObserver(new Listener(heard));
        return heard;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("ConnectionStrings:helpdesk", connectionString);
        builder.UseSetting("Encryption:Key", "an encryption key for tests, long enough");
        builder.UseSetting("OAuth:PublicAddress", "http://localhost:5081");
        builder.UseSetting("Helpdesk:PublicAddress", HelpdeskAddress);
        builder.UseSetting("Microsoft:LoginAddress", identityProvider);
        builder.UseSetting("Sandbox:Address", identityProvider);
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        foreach (var caller in new[] { "fetch", "reply", "helpdesk", "mailstore" })
        {
            builder.UseSetting($"ServiceCalls:Callers:{caller}", KeyOf(caller));
        }

        foreach (var (key, value) in settings)
        {
            builder.UseSetting(key, value);
        }

        builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Time));
    }

    private static string KeyOf(string service) => $"the key of {service}, only for tests";

    private sealed class Listener(ConcurrentQueue<SystemEmailChanged> heard) : IPublishObserver
    {
        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class
        {
            if (context.Message is SystemEmailChanged changed)
            {
                heard.Enqueue(changed);
            }

            return Task.CompletedTask;
        }

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
