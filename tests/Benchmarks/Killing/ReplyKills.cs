using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace HelpdeskMail.Benchmarks.Killing;

/// <summary>
/// Kills the Reply service at every step of a reply's way, one run a step: each time it speaks to PostgreSQL, to the SMTP server, to Graph or to the other services it dies once before it is heard and once before it hears the
/// answer, from the moment the reply is announced until it is sent, told and filed. The next process has to finish the reply: each recipient gets it once, and the helpdesk is told so. Several lanes run side by side.
/// </summary>
internal sealed class ReplyKills : IAsyncDisposable
{
    public const string Name = "reply-kills";

    private const int Lanes = 4;

    /// <summary>How many steps more than a quiet run takes are tried, since what is looked at from time to time counts too.</summary>
    private const int MoreSteps = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AnnouncedAgain = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly StepWatch watch = new();
    private readonly TearingSmtpServer server;
    private readonly List<SteppedProxy> proxies = [];
    private readonly NpgsqlConnectionStringBuilder postgres;
    private readonly NpgsqlDataSource database;
    private readonly ReplyNeighbours neighbours;
    private readonly SystemEmailSettings email;
    private readonly string services;
    private readonly IHost helpdesk;
    private readonly Told told;
    private ReplyProcess? process;
    private int replies;

    private ReplyKills(TearingSmtpServer server, ReplyNeighbours neighbours, string connectionString, IHost helpdesk, Told told)
    {
        (this.server, this.neighbours, this.helpdesk, this.told) = (server, neighbours, helpdesk, told);
        database = NpgsqlDataSource.Create(connectionString);
        postgres = new NpgsqlConnectionStringBuilder(connectionString);
        postgres.Port = Proxied("PostgreSQL", postgres.Port);
        services = $"http://127.0.0.1:{Proxied("the other services", neighbours.Port)}";
        email = neighbours.Link("support@contoso.example", Proxied("the mail server", server.Port), Proxied("Graph", neighbours.Port));
    }

    /// <summary>Prints what was tried; false when a reply came twice, never, or to an end that nobody was told.</summary>
    public static async Task<bool> RunAsync()
    {
        await using var cluster = await PostgresCluster.StartAsync(durable: true);
        var outcomes = new ConcurrentQueue<KillOutcome>();
        await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async lane =>
        {
            await using var kills = await StartAsync(await cluster.CreateDatabaseAsync());
            var steps = await kills.CountAsync();
            Console.WriteLine($"lane {lane + 1} of {Lanes}: a reply takes {steps} steps");
            for (var number = lane; number < (steps + MoreSteps) * 2; number += Lanes)
            {
                outcomes.Enqueue(await kills.DieAsync((number / 2) + 1, afterItsAnswer: number % 2 == 1));
            }
        }));

        var died = outcomes.Where(outcome => outcome.DiedAt is not null).ToList();
        foreach (var kind in died.CountBy(outcome => outcome.SpokeTo!).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{kind.Value,4} kills while speaking to {kind.Key}"));
        }

        foreach (var wrong in outcomes.Where(outcome => outcome.Fault is not null))
        {
            Console.WriteLine(wrong.FaultInWords);
        }

        return Limits.CheckAtLeast("kills", died.Count, outcomes.Count / 2.0) & Limits.Check("replies not sent once and told", outcomes.Count(outcome => outcome.Fault is not null), 0);
    }

    private static async Task<ReplyKills> StartAsync(string connectionString)
    {
        var server = new TearingSmtpServer(seed: null);
        var neighbours = await ReplyNeighbours.StartAsync(server);
        var told = new Told();
        var helpdesk = await BusService.StartHostAsync(
            "helpdesk", new() { ["ConnectionStrings:helpdesk"] = connectionString }, services => services.AddSingleton(told), bus => bus.AddConsumer<SentConsumer>());
        return new ReplyKills(server, neighbours, connectionString, helpdesk, told);
    }

    /// <summary>Sends two replies in peace and says how many steps the second took: the first still starts things up.</summary>
    private async Task<int> CountAsync()
    {
        await DieAsync(0, afterItsAnswer: false);
        await DieAsync(0, afterItsAnswer: false);
        return watch.Count;
    }

    private async Task<KillOutcome> DieAsync(int step, bool afterItsAnswer)
    {
        process ??= await StartReplyAsync();
        var reply = neighbours.Write(email, ++replies);
        watch.Arm(step, afterItsAnswer, process.Kill);
        var clock = Stopwatch.StartNew();
        var announced = -AnnouncedAgain;
        while (!await IsSettledAsync(reply) || !told.Sent.ContainsKey(reply.ReplyId))
        {
            if (clock.Elapsed > Patience)
            {
                return new KillOutcome(step, afterItsAnswer, watch.DiedAt, $"it is {await StateAsync(reply)}, and {(told.Sent.ContainsKey(reply.ReplyId) ? "told as sent" : "not told as sent")}");
            }

            if (clock.Elapsed - announced >= AnnouncedAgain && !told.Sent.ContainsKey(reply.ReplyId))
            {
                announced = clock.Elapsed;
                await helpdesk.Services.GetRequiredService<IBus>().Publish(new ReplyQueued(reply.ReplyId));
            }

            if (process.HasExited)
            {
                await process.DisposeAsync();
                await ForgetTheDeadAsync();
                process = await StartReplyAsync();
            }

            await Task.Delay(Pause);
        }

        watch.Disarm();
        if (process.HasExited)
        {
            await process.DisposeAsync();
            await ForgetTheDeadAsync();
            process = null;
        }

        var copies = reply.To.Select(recipient => server.Got.GetValueOrDefault((reply.MessageId, recipient.Address))).ToList();
        return new KillOutcome(step, afterItsAnswer, watch.DiedAt, copies.TrueForAll(count => count == 1) ? null : $"its recipients have {string.Join(" and ", copies)} copies");
    }

    /// <summary>What the dead process had taken is free at once: that a claim runs out by itself is tried elsewhere, and a minute a step is long.</summary>
    private async Task ForgetTheDeadAsync()
    {
        await using var command = database.CreateCommand("delete from reply.sender; update reply.queue set claimed_until = now() where claimed_until > now()");
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Starts the service and waits until it says that it is well, when what it does at its start is over.</summary>
    private async Task<ReplyProcess> StartReplyAsync()
    {
        var address = $"http://127.0.0.1:{FreePort.Next()}";
        var started = ReplyProcess.Start(postgres.ConnectionString, services, ("Reply__UnknownWindow", "00:00:05"), ("ASPNETCORE_URLS", address));
        using var http = new HttpClient { BaseAddress = new Uri(address) };
        await Eventually.HoldsAsync("the Reply service is well", async () => (await http.GetAsync("/health")).IsSuccessStatusCode);
        return started;
    }

    private int Proxied(string whose, int port)
    {
        proxies.Add(new SteppedProxy(watch, whose, port));
        return proxies[^1].Port;
    }

    private async Task<bool> IsSettledAsync(OutgoingReply reply)
    {
        await using var command = database.CreateCommand("select state = 'Sent' and filing <> 'Due' and announced_revision = revision and used_id_told from reply.queue where reply_id = $1");
        command.Parameters.AddWithValue(reply.ReplyId);
        return await command.ExecuteScalarAsync() is true;
    }

    private async Task<string> StateAsync(OutgoingReply reply)
    {
        await using var command = database.CreateCommand("select concat_ws(', ', state, 'filing ' || filing, reason, server_answer) from reply.queue where reply_id = $1");
        command.Parameters.AddWithValue(reply.ReplyId);
        return await command.ExecuteScalarAsync() as string ?? "not taken over";
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        foreach (var proxy in proxies)
        {
            await proxy.DisposeAsync();
        }

        await helpdesk.StopAsync();
        helpdesk.Dispose();
        await neighbours.DisposeAsync();
        await server.DisposeAsync();
        await database.DisposeAsync();
    }

    /// <summary>What the helpdesk has heard.</summary>
    internal sealed class Told
    {
        public ConcurrentDictionary<Guid, bool> Sent { get; } = new();
    }

    internal sealed class SentConsumer(Told told) : IConsumer<ReplySent>
    {
        public Task Consume(ConsumeContext<ReplySent> context)
        {
            told.Sent[context.Message.ReplyId] = true;
            return Task.CompletedTask;
        }
    }
}
