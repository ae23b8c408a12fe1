using System.Threading.Channels;
using Dapper;
using HelpdeskMail.Sandbox.Mailboxes;
using Npgsql;

namespace HelpdeskMail.Sandbox.Wire;

/// <summary>
/// Writes the protocol logs to the database in batches behind the conversations, and forgets all but the last <see cref="Kept"/> sessions.
/// A log that comes faster than it can be written loses lines rather than holding up the mail.
/// </summary>
public sealed partial class SessionRecorder(NpgsqlDataSource database, MailboxEvents events, TimeProvider time, ILogger<SessionRecorder> logger) : BackgroundService
{
    private const int Kept = 500;
    private const int Batch = 500;
    private const int Waiting = 50_000;

    private readonly Channel<SessionEvent> queue = Channel.CreateBounded<SessionEvent>(
        new BoundedChannelOptions(Waiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public SessionLog Begin(string protocol, string remote)
    {
        var id = Guid.CreateVersion7(time.GetUtcNow());
        queue.Writer.TryWrite(new SessionEvent.Started(id, protocol, remote, time.GetUtcNow()));
        return new SessionLog(id, time, queue.Writer);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var batch = new List<SessionEvent>(Batch);
        while (await queue.Reader.WaitToReadAsync(stoppingToken))
        {
            batch.Clear();
            while (batch.Count < Batch && queue.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            try
            {
                await WriteAsync(batch, stoppingToken);
                events.Changed("sessions");
            }
            catch (NpgsqlException exception)
            {
                LogLost(logger, batch.Count, exception.Message);
            }
        }
    }

    private async Task WriteAsync(List<SessionEvent> batch, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var started = batch.OfType<SessionEvent.Started>().ToList();
        if (started.Count > 0)
        {
            await connection.ExecuteAsync(
                """
                insert into session (id, protocol, remote, started_at) values (@Session, @Protocol, @Remote, @At) on conflict do nothing
                """,
                started);
            await connection.ExecuteAsync(
                "delete from session where id in (select id from session order by started_at desc offset @Kept)", new { Kept });
        }

        var lines = batch.OfType<SessionEvent.Line>().ToList();
        await connection.ExecuteAsync(
            """
            insert into session_line (session_id, number, at, direction, text)
            select line.* from unnest(@Sessions, @Numbers, @Times, @Directions, @Texts) as line (session_id, number, at, direction, text)
            where exists (select 1 from session where session.id = line.session_id)
            on conflict do nothing
            """,
            new
            {
                Sessions = lines.Select(line => line.Session).ToArray(),
                Numbers = lines.Select(line => line.Number).ToArray(),
                Times = lines.Select(line => line.At.UtcDateTime).ToArray(),
                Directions = lines.Select(line => line.Direction).ToArray(),
                Texts = lines.Select(line => line.Text).ToArray(),
            });
        await connection.ExecuteAsync("update session set account = @Account where id = @Session", batch.OfType<SessionEvent.SignedIn>());
        await connection.ExecuteAsync("update session set ended_at = @At where id = @Session", batch.OfType<SessionEvent.Ended>());
    }

    [LoggerMessage(EventId = 20, EventName = "sandbox.log.lost", Level = LogLevel.Warning, Message = "{Count} lines of protocol logs were lost: {Reason}")]
    private static partial void LogLost(ILogger logger, int count, string reason);
}
