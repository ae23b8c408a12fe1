using System.Globalization;
using System.Text.Json;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fixtures.Postgres;
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
        await using var neighbours = await ReplyNeighbours.StartAsync(server);
        var emails = Enumerable.Range(0, Mailboxes).Select(number => neighbours.Link($"support{number}@contoso.example", server.Port, neighbours.Port)).ToList();
        ReplyProcess Start() => ReplyProcess.Start(connectionString, neighbours.Address, ("Reply__UnknownWindow", "00:00:05"));
        ReplyProcess[] replicas = [Start(), Start()];
        try
        {
            await UntilAsync(async () => await CountAsync(database, "select count(*) from pg_indexes where schemaname = 'reply' and indexname = 'queue_before'") == 1);
            await QueueAsync(database, neighbours, emails, count);
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

    private static async Task QueueAsync(NpgsqlDataSource database, ReplyNeighbours neighbours, List<SystemEmailSettings> emails, int count)
    {
        await using var connection = await database.OpenConnectionAsync();
        await using var rows = await connection.BeginBinaryImportAsync("copy reply.queue (reply_id, system_email_id, ticket_number, message_id, content, queued_at, recipient_count) from stdin (format binary)");
        for (var number = 0; number < count; number++)
        {
            var reply = neighbours.Write(emails[number % emails.Count], number);
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
