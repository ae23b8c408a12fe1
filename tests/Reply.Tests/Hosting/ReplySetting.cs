using Dapper;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.Reply.Tests.Scripted;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace HelpdeskMail.Reply.Tests.Hosting;

/// <summary>A database, the neighbours and two replicas of Reply, shared by the tests of a class; each test links a mailbox of its own.</summary>
public sealed class ReplySetting : IAsyncLifetime
{
    private readonly TestDatabase? shared;
    private readonly PostgresCluster? own;
    private NpgsqlDataSource? database;
    private readonly List<ReplyHost> replicas = [];
    private long tickets = 4710;

    public ReplySetting() => shared = new TestDatabase();

    /// <summary>On a cluster of the test's own, which it may kill.</summary>
    internal ReplySetting(PostgresCluster own) => this.own = own;

    public NeighboursStandIn Neighbours { get; private set; } = null!;

    internal ScriptedSentFolder SentFolder { get; } = new();

    public ReplyHost First => replicas[0];

    public IReadOnlyList<ReplyHost> Replicas => replicas;

    public string ConnectionString { get; private set; } = "";

    /// <summary>How long a lost copy may still turn up.</summary>
    public string UnknownWindow { get; init; } = "00:10:00";

    /// <summary>How far the second replica's clock is ahead.</summary>
    public TimeSpan ClockOfSecond { get; init; }

    public async ValueTask InitializeAsync()
    {
        if (shared is not null)
        {
            await shared.InitializeAsync();
        }

        var connectionString = ConnectionString = own is null ? shared!.ConnectionString : await own.CreateDatabaseAsync();
        database = NpgsqlDataSource.Create(connectionString);
        Neighbours = await NeighboursStandIn.StartAsync();
        for (var number = 0; number < 2; number++)
        {
            var replica = new ReplyHost(connectionString, Neighbours.Address, SentFolder, UnknownWindow, number == 1 ? ClockOfSecond : TimeSpan.Zero);
            replicas.Add(replica);

            // What is published before the queues are bound reaches nobody, and the neighbours' stand-in does not repeat it as the helpdesk does.
            (await replica.Services.GetRequiredService<IBusControl>().WaitForHealthStatus(BusHealthStatus.Healthy, TimeSpan.FromMinutes(1))).ShouldBe(BusHealthStatus.Healthy);
        }
    }

    public SystemEmailSettings Link(ScriptedSmtpServer server, string provider = "microsoft365", Func<SystemEmailSettings, SystemEmailSettings>? change = null) => Link(server.Port, provider, change);

    public SystemEmailSettings Link(int port, string provider, Func<SystemEmailSettings, SystemEmailSettings>? change = null)
    {
        ServerSettings Server(int port) => new("127.0.0.1", port, ConnectionSecurity.None, SignInMethod.AccessToken, UserName: null, TrustedCertificate: null);
        var email = new SystemEmailSettings(
            Guid.CreateVersion7(), 1, $"support-{Guid.NewGuid():N}@contoso.example", "Contoso Support", provider, Linked: true, Paused: false, Removed: false,
            new ReceivingSettings(ReceivingProtocol.Imap, Server(ScriptedSentFolder.Port), "INBOX", AfterStoring.MarkRead, null, StartFrom.Now, TimeSpan.FromMinutes(1), 1_000_000),
            new SendingSettings(SendingProtocol.Smtp, Server(port), TimeSpan.FromSeconds(30)));
        return Relink(change is null ? email : change(email));
    }

    /// <summary>Puts other settings in the place of a linked mailbox's.</summary>
    public SystemEmailSettings Relink(SystemEmailSettings email) => Neighbours.SystemEmails[email.Id] = email;

    public OutgoingReply Reply(SystemEmailSettings email, params string[] to)
    {
        var id = Guid.CreateVersion7();
        return new OutgoingReply(
            id, Interlocked.Increment(ref tickets), email.Id, $"{id:N}@contoso.example", "question@customer.example", ["first@customer.example", "question@customer.example"],
            [.. to.Select(address => new ReplyAddress(address, null))], [], [], "Re: Printer [#4711]", "Please turn it on.\n", "<p>Please turn it on.</p>", [], Automatic: false,
            TimeProvider.System.GetUtcNow());
    }

    /// <summary>Queues a reply as the helpdesk does: committed there, then announced.</summary>
    public async Task<OutgoingReply> QueueAsync(OutgoingReply reply)
    {
        Neighbours.Replies[reply.ReplyId] = reply;
        await First.SayAsync(new ReplyQueued(reply.ReplyId));
        return reply;
    }

    public Task<T> HeardAsync<T>(Func<T, bool> which, string what)
        where T : class => Eventually.ValueAsync(what, () => Task.FromResult(Heard<T>().FirstOrDefault(which)));

    public IEnumerable<T> Heard<T>() => replicas.SelectMany(replica => replica.Published).OfType<T>();

    public async Task<string> StateAsync(Guid replyId)
    {
        await using var connection = await database!.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<string>("select state from reply.queue where reply_id = @replyId", new { replyId }) ?? "";
    }

    public async Task<int> SearchesAsync(Guid replyId)
    {
        await using var connection = await database!.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>("select searches from reply.queue where reply_id = @replyId and next_attempt_at is not null", new { replyId });
    }

    /// <summary>The revision of a mailbox's settings that every replica has at its next attempt; 0 while none was told.</summary>
    public async Task<int> HeardOfAsync(Guid systemEmailId)
    {
        await using var connection = await database!.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>("select revision from reply.heard_of where system_email_id = @systemEmailId", new { systemEmailId });
    }

    /// <summary>How many attempts of a reply are counted.</summary>
    public async Task<int> BegunAsync(Guid replyId)
    {
        await using var connection = await database!.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<int>("select count(*)::int from reply.begun where reply_id = @replyId", new { replyId });
    }

    public async Task<string> FilingAsync(Guid replyId)
    {
        await using var connection = await database!.OpenConnectionAsync();
        return await connection.ExecuteScalarAsync<string>("select filing from reply.queue where reply_id = @replyId", new { replyId }) ?? "";
    }

    public Task BecomesAsync(Guid replyId, string state) => Eventually.HoldsAsync($"the reply is {state}", async () => await StateAsync(replyId) == state);

    public async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await database!.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in replicas)
        {
            await replica.DisposeAsync();
        }

        await Neighbours.DisposeAsync();
        await database!.DisposeAsync();
        if (shared is not null)
        {
            await shared.DisposeAsync();
        }
    }
}
