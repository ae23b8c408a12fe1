using System.Globalization;
using System.Text;
using System.Text.Json;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fixtures.Postgres;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace HelpdeskMail.Benchmarks;

/// <summary>
/// The long form of the fault matrix: 5,000 replies to two recipients each leave by two replicas of the Reply service to a server that tears connections, loses answers and puts recipients off, while the replicas and PostgreSQL are
/// killed one after the other. At the end everybody must have each reply once; where the Sent folder cannot tell, a person is asked and nobody has it twice. REPLY_MATRIX_SEED sets the seed, REPLY_MATRIX_REPLIES the number.
/// </summary>
internal static class ReplyMatrix
{
    public const string Name = "reply-matrix";

    private const int Mailboxes = 20;
    private const int Kills = 12;
    private static readonly TimeSpan BetweenKills = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    public static async Task<bool> RunAsync()
    {
        var (seed, count) = (Number("REPLY_MATRIX_SEED", 1), Number("REPLY_MATRIX_REPLIES", 5_000));
        await using var cluster = await PostgresCluster.StartAsync(durable: true);
        var connectionString = await cluster.CreateDatabaseAsync();
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var server = new TearingSmtpServer(seed);
        var emails = new List<SystemEmailSettings>();
        await using var neighbours = await StartNeighboursAsync(emails, server);
        var port = new Uri(neighbours.Urls.First()).Port;
        emails.AddRange(Enumerable.Range(0, Mailboxes).Select(number => Link(number, server.Port, port)));
        ReplyProcess Start() => ReplyProcess.Start(connectionString, neighbours.Urls.First(), ("Reply__UnknownWindow", "00:00:05"));
        ReplyProcess[] replicas = [Start(), Start()];
        try
        {
            await UntilAsync(async () => await CountAsync(database, "select count(*) from pg_indexes where schemaname = 'reply' and indexname = 'queue_before'") == 1);
            await QueueAsync(database, emails, count);
            var killing = KillAsync(cluster, replicas, Start, new Random(seed));
            await UntilAsync(async () => await SettledAsync(database) == count);
            await killing;
            return await JudgeAsync(database, server, count, seed);
        }
        finally
        {
            foreach (var replica in replicas)
            {
                await replica.DisposeAsync();
            }
        }
    }

    private static async Task KillAsync(PostgresCluster cluster, ReplyProcess[] replicas, Func<ReplyProcess> start, Random random)
    {
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(BetweenKills * (0.5 + random.NextDouble()));
            if (kill % 3 == 2)
            {
                await cluster.KillAsync();
                await Task.Delay(BetweenKills * random.NextDouble());
                await cluster.RestartAsync();
            }
            else
            {
                var which = kill % 3;
                await replicas[which].DisposeAsync();
                replicas[which] = start();
            }
        }
    }

    /// <summary>Replies that are settled; has what was put off tried again at once, since the pauses are for servers.</summary>
    private static async Task<long> SettledAsync(NpgsqlDataSource database)
    {
        try
        {
            await using var hurry = database.CreateCommand("delete from reply.hold; update reply.queue set next_attempt_at = now() where state = 'Queued' and next_attempt_at > now()");
            await hurry.ExecuteNonQueryAsync();
            return await CountAsync(database, "select count(*) from reply.queue where state in ('Sent', 'Failed') or (state = 'Unknown' and next_attempt_at is null)");
        }
        catch (NpgsqlException)
        {
            return -1;
        }
    }

    private static async Task<bool> JudgeAsync(NpgsqlDataSource database, TearingSmtpServer server, int count, int seed)
    {
        var (sent, asked, failed, twice, missed) = (0, 0, 0, 0, 0);
        await using var command = database.CreateCommand("select message_id, state, content::text from reply.queue");
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            var (id, state, reply) = (rows.GetString(0), rows.GetString(1), JsonSerializer.Deserialize<OutgoingReply>(rows.GetString(2), JsonSerializerOptions.Web)!);
            var copies = reply.To.Select(recipient => server.Got.GetValueOrDefault((id, recipient.Address))).ToList();
            (sent, asked, failed) = (sent + (state == "Sent" ? 1 : 0), asked + (state == "Unknown" ? 1 : 0), failed + (state == "Failed" ? 1 : 0));
            twice += copies.Count(number => number > 1);
            missed += state == "Sent" ? copies.Count(number => number == 0) : 0;
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} replies, seed {seed}: {server.Torn} connections torn, {server.Silent} answers lost, {Kills} kills; {sent} sent, {asked} left to a person"));
        return (sent + asked == count) & Limits.Check("replies failed", failed, 0) & Limits.Check("recipients that got a reply twice", twice, 0) & Limits.Check("recipients said to have a reply that they have not", missed, 0);
    }

    private static async Task QueueAsync(NpgsqlDataSource database, List<SystemEmailSettings> emails, int count)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var rows = await connection.BeginBinaryImportAsync("copy reply.queue (reply_id, system_email_id, ticket_number, message_id, content, queued_at, recipient_count) from stdin (format binary)");
        for (var number = 0; number < count; number++)
        {
            var (email, id) = (emails[number % emails.Count], Guid.CreateVersion7());
            var reply = new OutgoingReply(
                id, number, email.Id, $"{id:N}@contoso.example", null, [], [new ReplyAddress($"anna{number}@customer.example", null), new ReplyAddress($"bert{number}@customer.example", null)], [], [],
                "Re: printer", "It prints again.\n", null, [], Automatic: false, TimeProvider.System.GetUtcNow());
            await rows.StartRowAsync();
            await rows.WriteAsync(reply.ReplyId);
            await rows.WriteAsync(reply.SystemEmailId);
            await rows.WriteAsync(reply.TicketNumber);
            await rows.WriteAsync(reply.MessageId);
            await rows.WriteAsync(JsonSerializer.Serialize(reply, JsonSerializerOptions.Web), NpgsqlTypes.NpgsqlDbType.Jsonb);
            await rows.WriteAsync(reply.QueuedAt);
            await rows.WriteAsync(2);
        }

        await rows.CompleteAsync();
    }

    private static SystemEmailSettings Link(int number, int smtp, int graph)
    {
        ServerSettings Server(int port) => new("127.0.0.1", port, ConnectionSecurity.None, SignInMethod.AccessToken, UserName: null, TrustedCertificate: null);
        return new SystemEmailSettings(
            Guid.CreateVersion7(), 1, $"support{number}@contoso.example", "Contoso Support", "microsoft365", Linked: true, Paused: false, Removed: false,
            new ReceivingSettings(ReceivingProtocol.Graph, Server(graph), "INBOX", AfterStoring.MarkRead, null, StartFrom.Now, TimeSpan.FromMinutes(1), 1_000_000),
            new SendingSettings(SendingProtocol.Smtp, Server(smtp), TimeSpan.FromSeconds(30)));
    }

    /// <summary>The OAuth service, and as much of Graph as a look into the Sent folder needs.</summary>
    private static async Task<WebApplication> StartNeighboursAsync(List<SystemEmailSettings> emails, TearingSmtpServer server)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/internal/system-emails", () => emails);
        app.MapPost("/internal/system-emails/{id:guid}/credential", (Guid id) => new Credential(emails.First(email => email.Id == id).Address, SignInMethod.AccessToken, "a-token", TimeProvider.System.GetUtcNow().AddHours(1)));
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
        await app.StartAsync();
        return app;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var clock = System.Diagnostics.Stopwatch.StartNew(); !await holds();)
        {
            if (clock.Elapsed > Patience)
            {
                throw new TimeoutException("The replies were not settled in time.");
            }

            await Task.Delay(500);
        }
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static int Number(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var number) ? number : usual;
}
