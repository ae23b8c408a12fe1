using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Matrix;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using Npgsql;

namespace HelpdeskMail.Benchmarks;

/// <summary>Fetch and the MailStore, and the helpdesk where it is wanted, as processes, on a PostgreSQL that waits for its disk, with a stand-in for the OAuth service.</summary>
internal sealed class FetchStack : IAsyncDisposable
{
    private const string Key = "a-key-for-benchmarks-of-24-characters-and-more";

    private readonly PostgresCluster cluster;
    private readonly int fetchPort;

    private FetchStack(PostgresCluster cluster, OAuthStandIn oauth, ServiceProcess store, ServiceProcess fetch, ServiceProcess? helpdesk, NpgsqlDataSource database, int fetchPort)
    {
        (this.cluster, OAuth, Store, Fetch, Helpdesk, Database, this.fetchPort) = (cluster, oauth, store, fetch, helpdesk, database, fetchPort);
    }

    public OAuthStandIn OAuth { get; }

    public ServiceProcess Store { get; }

    public ServiceProcess Fetch { get; }

    /// <summary>Null where it is not wanted.</summary>
    public ServiceProcess? Helpdesk { get; }

    public NpgsqlDataSource Database { get; }

    /// <summary>Processor time of all processes of PostgreSQL so far.</summary>
    public TimeSpan DatabaseProcessorTime => cluster.ProcessorTime;

    public static async Task<FetchStack> StartAsync(bool withHelpdesk = false)
    {
        var cluster = await PostgresCluster.StartAsync(durable: true);
        var connection = await cluster.CreateDatabaseAsync();
        var oauth = await OAuthStandIn.StartAsync();
        var (storePort, fetchPort, helpdeskPort) = (FreePort.Next(), FreePort.Next(), FreePort.Next());
        var store = new ServiceProcess("MailStore", ServiceProcess.Settings(connection, storePort, ("ServiceCalls:Callers:fetch", Key), ("ServiceCalls:Callers:helpdesk", Key)));
        var fetch = new ServiceProcess("Fetch", ServiceProcess.Settings(
            connection, fetchPort, ("ServiceCalls:Key", Key), ("ServiceCalls:Callers:helpdesk", Key), ("services:mailstore:http:0", $"http://127.0.0.1:{storePort}"), ("services:oauth:http:0", oauth.Address)));
        var helpdesk = !withHelpdesk ? null : new ServiceProcess("Helpdesk", ServiceProcess.Settings(
            connection,
            helpdeskPort,
            ("ServiceCalls:Key", Key),
            ("Encryption:Key", Key),
            ("services:mailstore:http:0", $"http://127.0.0.1:{storePort}"),
            ("services:fetch:http:0", $"http://127.0.0.1:{fetchPort}"),
            ("services:reply:http:0", "http://127.0.0.1:9"),
            ("services:oauth:http:0", oauth.Address)));
        store.Start();
        fetch.Start();
        helpdesk?.Start();
        var stack = new FetchStack(cluster, oauth, store, fetch, helpdesk, NpgsqlDataSource.Create(connection), fetchPort);
        using var http = new HttpClient();
        foreach (var port in helpdesk is null ? new[] { storePort, fetchPort } : [storePort, fetchPort, helpdeskPort])
        {
            try
            {
                await Eventually.HoldsAsync("the services are ready", async () => (await http.GetAsync($"http://127.0.0.1:{port}/health")).IsSuccessStatusCode, TimeSpan.FromMinutes(2));
            }
            catch (TimeoutException exception)
            {
                await stack.DisposeAsync();
                throw new InvalidOperationException($"They are not. The MailStore said:\n{store.Output}\nFetch said:\n{fetch.Output}\nThe helpdesk said:\n{helpdesk?.Output}", exception);
            }
        }

        return stack;
    }

    /// <summary>Has Fetch read its mailboxes anew, which it does by itself once a minute.</summary>
    public async Task RestartFetchAsync()
    {
        await Fetch.KillAsync();
        Fetch.Start();
        using var http = new HttpClient();
        await Eventually.HoldsAsync("Fetch is ready", async () => (await http.GetAsync($"http://127.0.0.1:{fetchPort}/health")).IsSuccessStatusCode, TimeSpan.FromMinutes(2));
    }

    public void Link(Guid id, string address, int port, string secret)
    {
        OAuth.Answers[id] = _ => Microsoft.AspNetCore.Http.Results.Ok(new Credential(address, SignInMethod.Password, secret, null));
        OAuth.Put(new SystemEmailSettings(
            id,
            1,
            address,
            "Support",
            "other",
            Linked: true,
            Paused: false,
            Removed: false,
            new ReceivingSettings(
                ReceivingProtocol.Imap, new ServerSettings("127.0.0.1", port, ConnectionSecurity.None, SignInMethod.Password, null, null), "INBOX", AfterStoring.MarkRead, null, StartFrom.Everything, TimeSpan.FromMinutes(1), 50_000_000),
            Sending: null));
    }

    public async ValueTask DisposeAsync()
    {
        if (Helpdesk is not null)
        {
            await Helpdesk.DisposeAsync();
        }

        await Fetch.DisposeAsync();
        await Store.DisposeAsync();
        await Database.DisposeAsync();
        await OAuth.DisposeAsync();
        await cluster.DisposeAsync();
    }
}
