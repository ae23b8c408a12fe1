using System.Collections.Concurrent;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Connecting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Reading;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Fetch.Tests.Hosting;

/// <summary>A replica of the whole service on a real port; its mailboxes are those of scripted servers, or of real ones.</summary>
public sealed class FetchHost : WebApplicationFactory<FetchSettings>
{
    public const string Key = "a-key-for-tests-of-24-characters-and-more";

    private readonly string connectionString;
    private readonly Uri mailStore;
    private readonly string oauth;
    private readonly Func<Guid, ScriptedServer?> servers;
    private readonly Dictionary<string, string>? settings;
    private readonly TimeProvider? time;

    public FetchHost(string connectionString, Uri mailStore, string oauth, Func<Guid, ScriptedServer?> servers, Dictionary<string, string>? settings = null, TimeProvider? time = null)
    {
        (this.settings, this.time) = (settings, time);
        (this.connectionString, this.mailStore, this.oauth, this.servers) = (connectionString, mailStore, oauth, servers);
        UseKestrel(0);
        StartServer();
        Services.GetRequiredService<IBus>().ConnectPublishObserver(new Said(Published));
    }

    public ConcurrentQueue<object> Published { get; } = new();

    public bool IsStopped { get; private set; }

    public IEnumerable<MailboxObserved> Observed => Published.OfType<MailboxObserved>();

    public Task SayAsync<T>(T message)
        where T : class => Services.GetRequiredService<IBus>().Publish(message);

    public HttpClient AsHelpdesk()
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Add("X-Service", "helpdesk");
        client.DefaultRequestHeaders.Add("X-Service-Key", Key);
        return client;
    }

    public override ValueTask DisposeAsync()
    {
        IsStopped = true;
        return base.DisposeAsync();
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:helpdesk", connectionString);
        builder.UseSetting("services:mailstore:http:0", mailStore.ToString());
        builder.UseSetting("services:oauth:http:0", oauth);
        builder.UseSetting("ServiceCalls:Key", Key);
        builder.UseSetting("ServiceCalls:Callers:helpdesk", Key);
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        foreach (var (name, value) in settings ?? [])
        {
            builder.UseSetting(name, value);
        }

        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton<IMailboxConnector>(made => new Connector(servers, ActivatorUtilities.CreateInstance<MailboxConnector>(made), time));
            if (time is not null)
            {
                services.AddSingleton(time);
            }
        });
    }

    private sealed class Connector(Func<Guid, ScriptedServer?> servers, MailboxConnector real, TimeProvider? time) : IMailboxConnector
    {
        public Task<ServerPlace?> EnterAsync(SystemEmailSettings email, CancellationToken cancellation) =>
            servers(email.Id) is not { } server ? real.EnterAsync(email, cancellation) : EnterAsync(server, cancellation);

        public Task<IMailbox> ConnectAsync(SystemEmailSettings email, ServerPlace? place, Credential credential, IProtocolLog log, CancellationToken cancellation)
        {
            if (servers(email.Id) is not { } server)
            {
                return real.ConnectAsync(email, place, credential, log, cancellation);
            }

            server.Fault("connect");
            server.Connected(credential.Secret);
            return Task.FromResult<IMailbox>(place is null ? new ScriptedMailbox(server) : new GatedMailbox(new ScriptedMailbox(server), place, time ?? TimeProvider.System, _ => { }));
        }

        private static async Task<ServerPlace?> EnterAsync(ScriptedServer server, CancellationToken cancellation) => server.Gate is { } gate ? await gate.EnterAsync(cancellation) : null;
    }

    private sealed class Said(ConcurrentQueue<object> published) : IPublishObserver
    {
        public Task PrePublish<T>(PublishContext<T> context)
            where T : class => Task.CompletedTask;

        public Task PostPublish<T>(PublishContext<T> context)
            where T : class
        {
            published.Enqueue(context.Message);
            return Task.CompletedTask;
        }

        public Task PublishFault<T>(PublishContext<T> context, Exception exception)
            where T : class => Task.CompletedTask;
    }
}
