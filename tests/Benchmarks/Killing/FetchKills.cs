using System.Diagnostics;
using System.Globalization;
using System.Text;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Matrix;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using Microsoft.AspNetCore.Http;
using Npgsql;

namespace HelpdeskMail.Benchmarks.Killing;

/// <summary>
/// Kills one service at every step of a mail's way from the mailbox to its ticket, one mail a step: Fetch on IMAP and POP3 (Dovecot) and on Graph (Sandbox), the MailStore, the helpdesk. Each time the service speaks to PostgreSQL, to the
/// mail server or to another service it dies once before it is heard and once before it hears the answer. Each mail must be stored once, become one ticket, and be done with on the server.
/// </summary>
internal sealed class FetchKills : IAsyncDisposable
{
    public const string Name = "fetch-kills";

    private const string Key = "a-key-for-benchmarks-of-24-characters-and-more";
    private const int LanesAtOnce = 3;

    /// <summary>How many steps more than a quiet run takes are tried, since what is looked at from time to time counts too.</summary>
    private const int MoreSteps = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly (MailSourceKind Source, string Victim)[] Lanes =
    [
        (MailSourceKind.Imap, "Fetch"), (MailSourceKind.Pop3, "Fetch"), (MailSourceKind.Graph, "Fetch"), (MailSourceKind.Imap, "MailStore"), (MailSourceKind.Imap, "Helpdesk"),
    ];

    private readonly StepWatch watch = new();
    private readonly List<SteppedProxy> proxies = [];
    private readonly Dictionary<string, (ServiceProcess Process, Uri Address)> services = new(StringComparer.Ordinal);
    private readonly string victim;
    private readonly MatrixSource source;
    private readonly OAuthStandIn oauth;
    private readonly NpgsqlDataSource database;
    private int mails;

    private FetchKills(string victim, MatrixSource source, OAuthStandIn oauth, string connectionString)
    {
        (this.victim, this.source, this.oauth, database) = (victim, source, oauth, NpgsqlDataSource.Create(connectionString));
        var (store, fetch) = (FreePort.Next(), FreePort.Next());
        var server = source.Settings.Server;
        oauth.AnswerAsync = async _ => Results.Ok(await source.CredentialAsync());
        oauth.Put(new SystemEmailSettings(
            Guid.CreateVersion7(), 1, source.User, "Support", "other", Linked: true, Paused: false, Removed: false, source.Settings with { Server = server with { Port = Seen("Fetch", "the mail server", server.Port) } }, Sending: null));
        Add("MailStore", connectionString, store, ("ServiceCalls:Callers:fetch", Key), ("ServiceCalls:Callers:helpdesk", Key));
        Add("Fetch", connectionString, fetch, ("ServiceCalls:Callers:helpdesk", Key), ("services:mailstore:http:0", Local(Seen("Fetch", "the MailStore", store))), ("services:oauth:http:0", Local(Seen("Fetch", "OAuth", new Uri(oauth.Address).Port))));
        Add(
            "Helpdesk", connectionString, FreePort.Next(), ("Encryption:Key", Key), ("services:mailstore:http:0", Local(Seen("Helpdesk", "the MailStore", store))), ("services:fetch:http:0", Local(fetch)),
            ("services:reply:http:0", "http://127.0.0.1:9"), ("services:oauth:http:0", oauth.Address));
    }

    /// <summary>Prints what was tried; false when a mail was lost, doubled or not done with.</summary>
    public static async Task<bool> RunAsync()
    {
        await using var cluster = await PostgresCluster.StartAsync(durable: true);
        var met = true;
        await Parallel.ForEachAsync(Lanes, new ParallelOptions { MaxDegreeOfParallelism = LanesAtOnce }, async (lane, _) =>
        {
            await using var kills = new FetchKills(
                lane.Victim, await MatrixSource.StartAsync(lane.Source, await cluster.CreateDatabaseAsync()), await OAuthStandIn.StartAsync(), await cluster.CreateDatabaseAsync());
            var outcomes = await kills.KillAtEachStepAsync();
            var died = outcomes.Where(outcome => outcome.DiedAt is not null).ToList();
            var faults = outcomes.Where(outcome => outcome.Fault is not null).ToList();
            var doubled = await kills.DoubledAsync(outcomes.Count);
            lock (cluster)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{lane.Victim} on {lane.Source}: {died.Count} kills, {string.Join(", ", died.CountBy(outcome => outcome.SpokeTo!).Select(kind => $"{kind.Value} while speaking to {kind.Key}"))}"));
                faults.ForEach(wrong => Console.WriteLine(wrong.FaultInWords));
                met &= Limits.CheckAtLeast("kills", died.Count, outcomes.Count / 2.0) & Limits.Check("mails lost or not done with", faults.Count, 0) & Limits.Check("mails doubled", doubled, 0);
            }
        });
        return met;
    }

    private async Task<IReadOnlyList<KillOutcome>> KillAtEachStepAsync()
    {
        foreach (var (process, _) in services.Values)
        {
            process.Start();
        }

        await Task.WhenAll(services.Keys.Select(WellAsync));
        var outcomes = new List<KillOutcome> { await DieAsync(0, afterItsAnswer: false), await DieAsync(0, afterItsAnswer: false) };
        var steps = watch.Count;
        for (var number = 0; number < (steps + MoreSteps) * 2; number++)
        {
            outcomes.Add(await DieAsync((number / 2) + 1, afterItsAnswer: number % 2 == 1));
        }

        return outcomes;
    }

    private async Task<KillOutcome> DieAsync(int step, bool afterItsAnswer)
    {
        var process = services[victim].Process;
        var messageId = $"mail-{++mails}@customer.example";
        Task? dying = null;
        watch.Arm(step, afterItsAnswer, () => dying = process.KillAsync());
        await source.DeliverAsync([Encoding.ASCII.GetBytes(
            $"From: anna{mails}@customer.example\r\nTo: {source.User}\r\nSubject: Printer {mails}\r\nMessage-ID: <{messageId}>\r\nDate: Sat, 1 Mar 2025 10:00:00 +0000\r\n\r\nIt does not print.\r\n")]);
        var clock = Stopwatch.StartNew();
        string open;
        while ((open = await OpenAsync(messageId)).Length > 0 && clock.Elapsed < Patience)
        {
            if (dying is not null)
            {
                await RiseAsync(process, dying);
                dying = null;
            }

            await Task.Delay(Pause);
        }

        watch.Disarm();
        if (dying is not null)
        {
            await RiseAsync(process, dying);
        }

        return new KillOutcome(step, afterItsAnswer, watch.DiedAt, open.Length == 0 ? null : open);
    }

    /// <summary>Starts the service anew. What the dead one had taken is free at once: that a lease runs out by itself is tried elsewhere, and half a minute a step is long.</summary>
    private async Task RiseAsync(ServiceProcess process, Task dying)
    {
        await dying;
        await using (var connection = await database.OpenConnectionAsync())
        {
            if (victim == "Fetch")
            {
                await connection.ExecuteAsync("update \"fetch\".replica set held_until = now()");
            }
        }

        process.Start();
        await WellAsync(victim);
    }

    private async Task WellAsync(string service)
    {
        using var http = new HttpClient { BaseAddress = services[service].Address };
        try
        {
            await Eventually.HoldsAsync($"{service} is well", async () => (await http.GetAsync("/health")).IsSuccessStatusCode, Patience);
        }
        catch (TimeoutException exception)
        {
            throw new InvalidOperationException($"{service} said:\n{services[service].Process.Output}", exception);
        }
    }

    /// <summary>What is still to happen with a mail; empty when it has its ticket and is done with everywhere.</summary>
    private async Task<string> OpenAsync(string messageId)
    {
        await using var connection = await database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<string>(
            """
            select concat_ws(', ',
              case when not exists (select from helpdesk.entry where message_id = @messageId) then 'it has no ticket' end,
              case when exists (select from mailstore.receipt where handled_at is null) then 'its receipt counts as not handled' end,
              case when exists (select from "fetch".pending_action) then 'it is not done with on the server' end,
              (select 'it was passed over: ' || min(reason) from "fetch".failed_message having count(*) > 0))
            """,
            new { messageId }) ?? "";
    }

    /// <summary>Entries and receipts beyond one a mail.</summary>
    private async Task<long> DoubledAsync(int expected)
    {
        await using var connection = await database.OpenConnectionAsync();
        var (entries, receipts) = await connection.QuerySingleAsync<(long Entries, long Receipts)>(
            "select (select count(*) from helpdesk.entry where kind = 'Mail') as entries, (select count(*) from mailstore.receipt) as receipts");
        return Math.Max(entries, receipts) - expected;
    }

    private void Add(string service, string connectionString, int port, params (string Name, string Value)[] more)
    {
        var postgres = new NpgsqlConnectionStringBuilder(connectionString);
        postgres.Port = Seen(service, "PostgreSQL", postgres.Port);
        var settings = ServiceProcess.Settings(postgres.ConnectionString, port, [("ServiceCalls:Key", Key), ("Bus:LockDuration", "00:00:03"), .. more]);
        services[service] = (new ServiceProcess(service, settings), new Uri(Local(port)));
    }

    /// <summary>The port at which the victim reaches another one with its steps counted; that of the other one itself for all but the victim.</summary>
    private int Seen(string by, string whose, int port)
    {
        if (by != victim)
        {
            return port;
        }

        proxies.Add(new SteppedProxy(watch, whose, port));
        return proxies[^1].Port;
    }

    private static string Local(int port) => $"http://127.0.0.1:{port}";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var (process, _) in services.Values)
        {
            await process.DisposeAsync();
        }

        foreach (var proxy in proxies)
        {
            await proxy.DisposeAsync();
        }

        await database.DisposeAsync();
        await oauth.DisposeAsync();
        await source.DisposeAsync();
    }
}
