using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
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
/// 5,000 replies wait in the queue of the Reply service, a process of its own on a PostgreSQL that writes to disk before it says so, and leave over 20 system emails with 3 connections each. Once to a server that answers at
/// once, and once to one that looks each message over for 100 ms, beside a bare client with as many connections. Then 20 replies with a file of 25 MB each at once.
/// </summary>
internal static class ReplyBenchmark
{
    private const int Replies = 5_000;
    private const int Mailboxes = 20;
    private const int Connections = 3;
    private const int FileSize = 25_000_000;
    private const double LeastPerSecond = 300;
    private const double LeastShare = 0.5;
    private const double MemoryLimitMb = 200;
    private static readonly TimeSpan LooksOver = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    /// <summary>Prints the figures; false when a limit is passed.</summary>
    public static async Task<bool> RunAsync()
    {
        await using var cluster = await PostgresCluster.StartAsync(durable: true);
        var connectionString = await cluster.CreateDatabaseAsync();
        await using var database = NpgsqlDataSource.Create(connectionString);
        await using var sink = new ManySmtpSink();
        List<SystemEmailSettings> emails = [.. Enumerable.Range(0, Mailboxes).Select(number => Link(number, sink.Port))];
        await using var neighbours = await StartNeighboursAsync(emails);
        await using var service = ReplyProcess.Start(connectionString, neighbours.Urls.First());
        await UntilAsync(async () => await CountAsync(database, "select count(*) from pg_tables where schemaname = 'reply' and tablename = 'cancelled'") == 1);

        var bareQuick = await PlayAsync(sink.Port);
        var quick = await SendAsync(database, emails, sink, Replies, file: null);
        sink.Pause = LooksOver;
        var bareSlow = await PlayAsync(sink.Port);
        var slow = await SendAsync(database, emails, sink, Replies, file: null);
        sink.Pause = TimeSpan.Zero;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"server that answers at once: bare client {bareQuick:0}/s, replies {quick:0}/s; server that looks over for {LooksOver.TotalMilliseconds:0} ms: bare client {bareSlow:0}/s, replies {slow:0}/s"));

        service.Watch();
        await SendAsync(database, emails, sink, Mailboxes * 2, new ReplyAttachment(new string('a', 64), FileSize, "film.mp4", "video/mp4", null));
        var doubles = sink.Ids.Count(pair => pair.Value > 1);
        return AtLeast("replies a second", quick, LeastPerSecond)
            & AtLeast("share of a bare client's rate", slow / bareSlow, LeastShare)
            & Limits.Check("memory with files of 25 MB under way", service.MostMemoryMb, MemoryLimitMb, " MB")
            & Limits.Check("recipients that got a reply twice", doubles, 0);
    }

    private static async Task<double> SendAsync(NpgsqlDataSource database, List<SystemEmailSettings> emails, ManySmtpSink sink, int count, ReplyAttachment? file)
    {
        var before = sink.Taken;
        await using (var connection = await database.OpenConnectionAsync())
        {
            foreach (var email in emails)
            {
                await ExecuteAsync(connection, "insert into reply.hold (system_email_id, held_until, reason) values (@id, now() + interval '1 hour', 'until all wait')", ("id", email.Id));
            }

            await using var rows = await connection.BeginBinaryImportAsync("copy reply.queue (reply_id, system_email_id, ticket_number, message_id, content, queued_at) from stdin (format binary)");
            for (var number = 0; number < count; number++)
            {
                var reply = Reply(emails[number % emails.Count], number, file);
                await rows.StartRowAsync();
                await rows.WriteAsync(reply.ReplyId);
                await rows.WriteAsync(reply.SystemEmailId);
                await rows.WriteAsync(reply.TicketNumber);
                await rows.WriteAsync(reply.MessageId);
                await rows.WriteAsync(JsonSerializer.Serialize(reply, JsonSerializerOptions.Web), NpgsqlTypes.NpgsqlDbType.Jsonb);
                await rows.WriteAsync(reply.QueuedAt);
            }

            await rows.CompleteAsync();
        }

        // Autovacuum would have come by in a queue that fills as people write.
        await using (var connection = await database.OpenConnectionAsync())
        {
            await ExecuteAsync(connection, "analyze reply.queue");
            await ExecuteAsync(connection, "delete from reply.hold");
            await ExecuteAsync(connection, "notify reply_queue");
        }

        var clock = Stopwatch.StartNew();
        await UntilAsync(() => Task.FromResult(sink.Taken - before >= count));
        var rate = count / clock.Elapsed.TotalSeconds;
        await UntilAsync(async () => await CountAsync(database, "select count(*) from reply.queue where state <> 'Sent'") == 0);
        return rate;
    }

    private static async Task<double> PlayAsync(int port)
    {
        var left = Replies;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Mailboxes * Connections).Select(_ => Task.Run(async () =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync("127.0.0.1", port);
            var buffer = new byte[4096];
            await RepliesAsync(1);
            await socket.SendAsync("EHLO [127.0.0.1]\r\n"u8.ToArray());
            await RepliesAsync(5);
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await socket.SendAsync("MAIL FROM:<support@example.com>\r\nRCPT TO:<customer@example.net>\r\nDATA\r\n"u8.ToArray());
                await RepliesAsync(3);
                await socket.SendAsync(Encoding.ASCII.GetBytes($"Message-ID: <{Guid.NewGuid():N}@bare.example>\r\nSubject: Re: printer\r\n\r\n{Words}\r\n.\r\n"));
                await RepliesAsync(1);
            }

            async Task RepliesAsync(int lines)
            {
                while (lines > 0)
                {
                    var count = await socket.ReceiveAsync(buffer);
                    lines -= count == 0 ? throw new InvalidOperationException("The sink hung up.") : buffer.AsSpan(0, count).Count((byte)'\n');
                }
            }
        })));
        return Replies / clock.Elapsed.TotalSeconds;
    }

    private static readonly string Words = string.Concat(Enumerable.Repeat("It prints again, thank you for your patience.\r\n", 20));

    private static OutgoingReply Reply(SystemEmailSettings email, int number, ReplyAttachment? file)
    {
        var id = Guid.CreateVersion7();
        return new OutgoingReply(
            id, number, email.Id, $"{id:N}@contoso.example", "question@customer.example", ["question@customer.example"], [new ReplyAddress($"customer{number}@customer.example", "A Customer")], [], [],
            "Re: printer [#1]", Words, $"<p>{Words}</p>", file is null ? [] : [file], Automatic: false, TimeProvider.System.GetUtcNow());
    }

    private static SystemEmailSettings Link(int number, int port) => new(
        Guid.CreateVersion7(), 1, $"support{number}@contoso.example", "Contoso Support", "other", Linked: true, Paused: false, Removed: false, Receiving: null,
        new SendingSettings(SendingProtocol.Smtp, new ServerSettings("127.0.0.1", port, ConnectionSecurity.None, SignInMethod.AccessToken, UserName: null, TrustedCertificate: null), TimeSpan.FromMinutes(2))
        {
            Batch = BatchSize.Large,
            Limits = new SendingLimits(null, null, Connections),
        });

    private static async Task<WebApplication> StartNeighboursAsync(List<SystemEmailSettings> emails)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.MapGet("/internal/system-emails", () => emails);
        app.MapPost("/internal/system-emails/{id:guid}/credential", (Guid id) => new Credential(emails.First(email => email.Id == id).Address, SignInMethod.AccessToken, "a-token", TimeProvider.System.GetUtcNow().AddHours(1)));
        app.MapGet("/blobs/{content}", async (HttpContext context) =>
        {
            context.Response.ContentLength = FileSize;
            var piece = new byte[50_000];
            for (var sent = 0; sent < FileSize; sent += piece.Length)
            {
                await context.Response.Body.WriteAsync(piece);
            }
        });
        await app.StartAsync();
        return app;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (var clock = Stopwatch.StartNew(); !await holds();)
        {
            if (clock.Elapsed > Patience)
            {
                throw new TimeoutException("The replies did not leave in time.");
            }

            await Task.Delay(20);
        }
    }

    private static async Task<long> CountAsync(NpgsqlDataSource database, string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        await command.ExecuteNonQueryAsync();
    }

    private static bool AtLeast(string what, double value, double limit)
    {
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-46} {value,8:0.00}  (at least {limit:0.00}) {(value >= limit ? "holds" : "does not hold")}"));
        return value >= limit;
    }
}
