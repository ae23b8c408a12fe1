using System.Collections.Concurrent;
using HelpdeskMail.Reply.Deciding;
using HelpdeskMail.Reply.Filing;
using HelpdeskMail.Reply.Tests.Scripted;
using MassTransit;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace HelpdeskMail.Reply.Tests.Hosting;

/// <summary>A replica of the whole service on a real port.</summary>
public sealed class ReplyHost : WebApplicationFactory<ReplyStatus>
{
    private const string Key = "a-key-for-tests-of-24-characters-and-more";

    private readonly string connectionString;
    private readonly string neighbours;
    private readonly string unknownWindow;
    private readonly ISentFolderConnector sentFolder;
    private readonly TimeSpan clockAhead;

    internal ReplyHost(string connectionString, string neighbours, ScriptedSentFolder sentFolder, string unknownWindow = "00:10:00", TimeSpan clockAhead = default)
    {
        (this.connectionString, this.neighbours, this.sentFolder, this.unknownWindow) = (connectionString, neighbours, sentFolder, unknownWindow);
        this.clockAhead = clockAhead;
        UseKestrel(0);
        StartServer();
        Services.GetRequiredService<IBus>().ConnectPublishObserver(new Said(Published));
    }

    public ConcurrentQueue<object> Published { get; } = new();

    public Task SayAsync<T>(T message)
        where T : class => Services.GetRequiredService<IBus>().Publish(message);

    public HttpClient AsHelpdesk()
    {
        var client = CreateClient();
        client.DefaultRequestHeaders.Add("X-Service", "helpdesk");
        client.DefaultRequestHeaders.Add("X-Service-Key", Key);
        return client;
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("ConnectionStrings:helpdesk", connectionString);
        foreach (var service in new[] { "helpdesk", "oauth", "mailstore" })
        {
            builder.UseSetting($"services:{service}:http:0", neighbours);
        }

        builder.UseSetting("Reply:UnknownWindow", unknownWindow);
        builder.UseSetting("ServiceCalls:Key", Key);
        builder.UseSetting("ServiceCalls:Callers:helpdesk", Key);
        builder.UseSetting("Logging:LogLevel:Default", "Warning");
        builder.ConfigureTestServices(services =>
        {
            services.AddSingleton(sentFolder);
            if (clockAhead != TimeSpan.Zero)
            {
                services.AddSingleton<TimeProvider>(new ClockAhead(clockAhead));
            }
        });
    }

    private sealed class ClockAhead(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
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
