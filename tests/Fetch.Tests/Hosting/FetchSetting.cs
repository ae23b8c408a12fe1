using System.Collections.Concurrent;
using System.Net.Http.Json;
using Dapper;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Contracts.Mailboxes;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.SystemEmails;
using HelpdeskMail.Fetch.Tests.Pop3;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using MassTransit;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HelpdeskMail.Fetch.Tests.Hosting;

/// <summary>A database, a MailStore, an OAuth stand-in and a first replica of Fetch, shared by the tests of a class; each test links a mailbox of its own.</summary>
public sealed class FetchSetting : IAsyncLifetime
{
    private readonly TestDatabase? shared;
    private readonly PostgresCluster? own;
    private NpgsqlDataSource? database;
    private string connectionString = "";
    private readonly ConcurrentDictionary<Guid, ScriptedServer> servers = new();
    private readonly ConcurrentBag<FetchHost> replicas = [];
    private MailStoreHost? mailStore;

    /// <summary>The clock of its replicas, given before the start; null for the machine's.</summary>
    internal TimeProvider? Time { get; set; }

    /// <summary>Settings of the first replica, given before the start.</summary>
    internal Dictionary<string, string>? FetchSettings { get; set; }

    public OAuthStandIn OAuth { get; private set; } = null!;

    public FetchHost Fetch { get; private set; } = null!;

    public FetchSetting() => shared = new TestDatabase();

    /// <summary>On a cluster of the test's own, which it may kill.</summary>
    internal FetchSetting(PostgresCluster own) => this.own = own;

    public NpgsqlDataSource Database => database!;

    public async ValueTask InitializeAsync()
    {
        if (shared is not null)
        {
            await shared.InitializeAsync();
        }

        connectionString = own is null ? shared!.ConnectionString : await own.CreateDatabaseAsync();
        database = NpgsqlDataSource.Create(connectionString);
        OAuth = await OAuthStandIn.StartAsync();
        mailStore = new MailStoreHost(connectionString);
        Fetch = await StartReplicaAsync(FetchSettings);
    }

    /// <summary>Starts another replica.</summary>
    /// <param name="settings">Settings of this replica alone.</param>
    public async Task<FetchHost> StartReplicaAsync(Dictionary<string, string>? settings = null)
    {
        var replica = new FetchHost(connectionString, mailStore!.Address, OAuth.Address, id => servers.GetValueOrDefault(id), settings, Time);
        replicas.Add(replica);

        // What is said before the queues are bound reaches nobody, and the mailbox it was about is found only a minute later.
        (await replica.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(1))).ShouldBe(BusHealthStatus.Healthy);
        return replica;
    }

    /// <summary>Links a mailbox and says so, as the OAuth service does.</summary>
    /// <param name="server">A scripted server; null for the real one that <paramref name="change"/> names.</param>
    /// <param name="change">Changes the usual settings.</param>
    /// <param name="id">Its number, where the test needs to know it before.</param>
    public async Task<SystemEmailSettings> LinkAsync(ScriptedServer? server, Func<ReceivingSettings, ReceivingSettings>? change = null, Guid? id = null)
    {
        var receiving = new ReceivingSettings(
            ReceivingProtocol.Imap,
            new ServerSettings("127.0.0.1", 143, ConnectionSecurity.None, SignInMethod.AccessToken, UserName: null, TrustedCertificate: null),
            "INBOX",
            AfterStoring.MarkRead,
            MoveToFolder: null,
            StartFrom.Everything,
            TimeSpan.FromMinutes(1),
            MaxMessageSize: 10_000);
        var email = new SystemEmailSettings(
            id ?? Guid.CreateVersion7(), 1, $"support-{Guid.NewGuid():N}@contoso.example", "Support", "other", Linked: true, Paused: false, Removed: false, change?.Invoke(receiving) ?? receiving, Sending: null);
        if (server is not null)
        {
            servers[email.Id] = server;
        }

        OAuth.Put(email);
        await NudgeAsync(email);
        return email;
    }

    /// <summary>Links a mailbox that is read from a POP3 server of the test's, once an hour.</summary>
    /// <param name="server">The server.</param>
    /// <param name="afterStoring">What is done with a mail that is stored.</param>
    /// <param name="change">Changes the settings.</param>
    internal Task<SystemEmailSettings> LinkAsync(Pop3StandIn server, AfterStoring afterStoring, Func<ReceivingSettings, ReceivingSettings>? change = null)
    {
        OAuth.Answer = _ => Results.Ok(new Credential("pop@example.com", SignInMethod.Password, "a-password", null));
        return LinkAsync(null, receiving => (change ?? (same => same))(receiving with
        {
            Protocol = ReceivingProtocol.Pop3,
            AfterStoring = afterStoring,
            PollInterval = TimeSpan.FromHours(1),
            Server = new ServerSettings("127.0.0.1", server.Port, ConnectionSecurity.None, SignInMethod.Password, UserName: null, TrustedCertificate: null),
        }));
    }

    public async Task NudgeAsync(SystemEmailSettings email)
    {
        foreach (var replica in replicas.Where(replica => !replica.IsStopped))
        {
            await replica.SayAsync(new SystemEmailChanged(email.Id, email.Revision));
        }
    }

    /// <summary>Waits until every replica knows a mailbox that one of them has heard of.</summary>
    public Task HeardAsync(SystemEmailSettings email) => Eventually.HoldsAsync("every replica knows the mailbox", () => Task.FromResult(
        replicas.Where(replica => !replica.IsStopped).All(replica => replica.Services.GetRequiredService<SystemEmailDirectory>().Known?.ContainsKey(email.Id) is true)));

    /// <summary>Keys of the stored receipts of a mailbox, with how often each content is there.</summary>
    public async Task<IReadOnlyList<StoredReceipt>> ReceiptsAsync(Guid systemEmailId)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return [.. await connection.QueryAsync<StoredReceipt>(
            "select id, key, encode(content, 'hex') as content, failure from mailstore.receipt where system_email_id = @systemEmailId order by id", new { systemEmailId })];
    }

    public Task StoredAsync(Guid systemEmailId, int count, string what) =>
        Eventually.HoldsAsync($"{count} messages are stored: {what}", async () => (await ReceiptsAsync(systemEmailId)).Count(receipt => receipt.Failure is null) == count);

    /// <summary>Whether each of the receipts is announced: by the first replica, or by the MailStore, half a minute later, where the bus did not take it from the replica in time.</summary>
    public async Task<bool> AnnouncedAsync(IEnumerable<StoredReceipt> receipts)
    {
        await using var connection = await Database.OpenConnectionAsync();
        var announced = (await connection.QueryAsync<long>("select id from mailstore.receipt where announcements > 0")).ToHashSet();
        announced.UnionWith(Fetch.Published.OfType<MailReceived>().SelectMany(said => said.Mails).Select(mail => mail.ReceiptId));
        return receipts.All(receipt => announced.Contains(receipt.Id));
    }

    /// <summary>Changes a linked mailbox's settings and says so.</summary>
    public async Task ChangeAsync(SystemEmailSettings email)
    {
        OAuth.Put(email);
        await NudgeAsync(email);
    }

    public async Task FetchNowAsync(Guid systemEmailId)
    {
        using var client = Fetch.AsHelpdesk();
        (await client.PostAsync($"/internal/mailboxes/{systemEmailId}/fetch-now", content: null)).EnsureSuccessStatusCode();
    }

    public async Task<MailboxDetail> DetailAsync(Guid systemEmailId)
    {
        using var client = Fetch.AsHelpdesk();
        return (await client.GetFromJsonAsync<MailboxDetail>($"/internal/mailboxes/{systemEmailId}"))!;
    }

    /// <summary>Everything known of a mailbox; null before it was taken up.</summary>
    public async Task<MailboxDetail?> DetailOrNullAsync(Guid systemEmailId)
    {
        using var client = Fetch.AsHelpdesk();
        using var answer = await client.GetAsync($"/internal/mailboxes/{systemEmailId}");
        return answer.IsSuccessStatusCode ? await answer.Content.ReadFromJsonAsync<MailboxDetail>() : null;
    }

    public async Task<string?> PlaceAsync(Guid systemEmailId)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<string?>("select place from \"fetch\".cursor where system_email_id = @systemEmailId", new { systemEmailId });
    }

    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    public async Task<int> CountAsync(string sql, object? parameters = null)
    {
        await using var connection = await Database.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>(sql, parameters);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas.Where(replica => !replica.IsStopped))
        {
            await replica.DisposeAsync();
        }

        if (mailStore is not null)
        {
            await mailStore.DisposeAsync();
        }

        await OAuth.DisposeAsync();
        await Database.DisposeAsync();
        if (shared is not null)
        {
            await shared.DisposeAsync();
        }
    }
}
