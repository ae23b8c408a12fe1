using HelpdeskMail.Contracts.Mailboxes;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Connecting;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Observing;
using HelpdeskMail.Fetch.Polling;
using HelpdeskMail.Fetch.Sessions;
using HelpdeskMail.Fetch.SystemEmails;
using HelpdeskMail.Fetch.Telemetry;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Failures;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Fetch.Mailboxes;

/// <summary>
/// One connection's work at some folders of a mailbox: session after session, with a pause after each failure. An access token that runs out in a session, or that the provider wants renewed
/// with new claims, costs a new connection with a fresh one and nothing else.
/// </summary>
internal sealed partial class MailboxLane(
    WatchedMailbox watched,
    IReadOnlyList<string> folders,
    MailboxStanding standing,
    OAuthClient oauth,
    IMailboxConnector connector,
    MailboxSession session,
    MailboxStateTable states,
    SessionLogTable logs,
    FetchMetrics metrics,
    IOptions<FetchSettings> settings,
    TimeProvider time,
    ILogger<MailboxLane> logger)
{
    /// <summary>By a clock that is ahead every token has run out: after so many in a row their refusal is a trouble like any other.</summary>
    private const int MostRefusedInRow = 20;

    /// <summary>Others that only wait for mail make room at once, so that this is the time of a long piece of work, such as the first reading of a large mailbox.</summary>
    internal static readonly TimeSpan LongForPlace = TimeSpan.FromMinutes(2);

    private readonly int number = standing.Join();
    private readonly WakeUp wakeUp = new();
    private readonly PollPause poll = new(watched.Receiving.PollInterval);
    private readonly ReconnectPause reconnect = new(watched.Receiving.PollInterval);
    private long beganAt;
    private int failures;
    private DateTimeOffset? rejected;
    private int refusedInRow;
    private DateTimeOffset? shown;
    private string? claims;
    private MailboxProblem? trouble;
    private bool waitIsSaid;

    /// <summary>Has it look now, whatever it waits for.</summary>
    public void LookNow() => wakeUp.Call();

    /// <summary>Works until <paramref name="cancellation"/> or until another replica has taken over.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            wakeUp.Arm();
            try
            {
                var pause = await WorkAsync(cancellation);

                // A session arms it anew for each look: a wish that one of its looks has met does not cut short the pause after a failure of another.
                await PauseAsync(pause > standing.Held ? pause : standing.Held, wakeUp.Armed, cancellation);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (LeaseLostException)
            {
                LogLost(logger, watched.Settings.Address);
                return;
            }
        }
    }

    private async Task<TimeSpan> WorkAsync(CancellationToken cancellation)
    {
        var log = new SessionLog(watched.Lease, folders, time);
        watched.Pace.BeginSession();
        beganAt = time.GetTimestamp();
        try
        {
            await states.SetAsync(watched, MailboxActivity.Connecting, cancellation);
            using var place = await EnterAsync(cancellation);
            await WaitedAsync(cancellation);
            var credential = await oauth.GetCredentialAsync(watched.Id, rejected, claims, cancellation);
            shown = credential.ExpiresAt;
            await using var mailbox = await connector.ConnectAsync(watched.Settings, place, credential, log, cancellation);
            (rejected, claims, refusedInRow) = (null, null, 0);
            await states.SetAsync(watched, MailboxActivity.Fetching, cancellation);
            var pause = await session.RunAsync(new SessionWork(mailbox, place, watched, folders, credential.ExpiresAt, wakeUp, poll, log, WellAsync), cancellation);
            await logs.EndAsync(log, "ended well", cancellation);
            return pause;
        }
        catch (TurnOverException)
        {
            await NoteAsync(() => logs.EndAsync(log, "made room for others", cancellation));
            return TimeSpan.Zero;
        }
        catch (Exception exception) when (exception is not LeaseLostException && !cancellation.IsCancellationRequested)
        {
            return await InterruptedAsync(exception, log, cancellation);
        }

        Task<MailboxProblem?> WellAsync(MailboxProblem? problem)
        {
            (failures, trouble) = (0, problem);
            return standing.SayAsync(number, problem, cancellation);
        }
    }

    /// <summary>Waits for a place at the server, before a token is asked for that might end meanwhile. One that is long in coming is a trouble that an admin can mend, and that may pass by itself.</summary>
    private async Task<ServerPlace?> EnterAsync(CancellationToken cancellation)
    {
        using var entered = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var saying = SayWhenLongAsync(entered.Token, cancellation);
        try
        {
            return await connector.EnterAsync(watched.Settings, cancellation);
        }
        finally
        {
            await entered.CancelAsync();
            await saying;
        }
    }

    private async Task SayWhenLongAsync(CancellationToken entered, CancellationToken cancellation)
    {
        try
        {
            await Task.Delay(LongForPlace, time, entered);
            var server = watched.Receiving.Server;
            var problem = new MailboxProblem(
                "connections_taken",
                $"This mailbox waits for a connection: the {settings.Value.ConnectionsAServer} that one replica of the Fetch service may hold to {server.Host} are all at work for other mailboxes.",
                "Raise Fetch__ConnectionsAServer, or start more replicas. It gets its turn as soon as one of the others has ended its work.",
                ServerAnswer: null,
                RetryAt: time.GetUtcNow() + watched.Receiving.PollInterval);
            waitIsSaid = true;
            LogWaits(logger, watched.Settings.Address, settings.Value.ConnectionsAServer, server.Host);

            // Not broken off when the place comes: what was half said could not be taken back.
            await standing.SayAsync(number, problem, cancellation);
            await states.FailedAsync(watched, failures, problem, cancellation);
        }
        catch (OperationCanceledException) when (entered.IsCancellationRequested)
        {
            // It has its place, or nobody wants one any more.
        }
        catch (Exception exception)
        {
            LogNotNoted(logger, watched.Settings.Address, exception);
        }
    }

    /// <summary>Takes back that it waits: its first look may last for hours. What was amiss before the wait is so again until a look says otherwise.</summary>
    private async Task WaitedAsync(CancellationToken cancellation)
    {
        if (waitIsSaid)
        {
            waitIsSaid = false;
            var whole = await standing.SayAsync(number, trouble, cancellation);
            await NoteAsync(() => states.WaitedAsync(watched, whole, cancellation));
        }
    }

    private async Task<TimeSpan> InterruptedAsync(Exception exception, SessionLog log, CancellationToken cancellation)
    {
        var interruption = Interruption.Of(exception);
        await NoteAsync(() => logs.EndAsync(log, interruption.Code, cancellation));

        // A second one that is refused is a trouble, unless it had run out by then: where tokens are short and the machine is slow the next one is no worse.
        if (IsTokenRefused(exception) && shown is not null && (rejected is null || (shown <= time.GetUtcNow() && refusedInRow < MostRefusedInRow)))
        {
            refusedInRow++;
            rejected = shown;
            claims = (exception as MailFailureException)?.Failure.Claims;
            return TimeSpan.Zero;
        }

        metrics.Interrupted(interruption.Code);

        // A connection that breaks again and again, and brings mail each time, is no reason to wait longer each time.
        failures = watched.Pace.HasStored ? 1 : failures + 1;
        (rejected, claims, refusedInRow) = (null, null, 0);
        if (failures == 1 && interruption is { Code: "server_closed", RetryAfter: null })
        {
            // After a look that went well this is not spoken of.
            LogClosed(logger, watched.Settings.Address);
            return reconnect.Next(time.GetElapsedTime(beganAt), watched.Pace.HasStored);
        }

        var pause = RetryPause.After(failures, interruption.IsTransient, interruption.RetryAfter, Random.Shared.NextDouble());
        if (interruption.RetryAfter is not null)
        {
            standing.Hold(pause);
        }

        var problem = interruption.ToProblem(time.GetUtcNow() + pause);
        trouble = problem;
        LogInterrupted(logger, watched.Settings.Address, interruption.Code, pause, interruption.What, interruption.Code == "internal_error" ? exception : null);
        await standing.SayAsync(number, problem, cancellation);
        await NoteAsync(() => states.FailedAsync(watched, failures, problem, cancellation));
        return pause;
    }

    private async Task NoteAsync(Func<Task> note)
    {
        try
        {
            await note();
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogNotNoted(logger, watched.Settings.Address, exception);
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken woken, CancellationToken cancellation)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(woken, cancellation);
        try
        {
            await Task.Delay(pause, time, ended.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Somebody asked for a look now. A pause that the server asked for is kept all the same: what is sent while it lasts counts against us.
            await Task.Delay(standing.Held, time, cancellation);
        }
    }

    private static bool IsTokenRefused(Exception exception) =>
        exception is MailFailureException { Failure.Kind: MailFailureKind.AccessTokenExpired or MailFailureKind.AccessTokenRefused or MailFailureKind.ClaimsChallenge };

    [LoggerMessage(EventId = 50, EventName = "mailbox.interrupted", Level = LogLevel.Warning, Message = "{Mailbox}: {Code}, trying again in {Pause}. {What}")]
    private static partial void LogInterrupted(ILogger logger, string mailbox, string code, TimeSpan pause, string what, Exception? exception);

    [LoggerMessage(EventId = 51, EventName = "mailbox.closed", Level = LogLevel.Debug, Message = "{Mailbox}: the server closed the connection; connecting anew")]
    private static partial void LogClosed(ILogger logger, string mailbox);

    [LoggerMessage(EventId = 52, EventName = "mailbox.lost", Level = LogLevel.Information, Message = "{Mailbox}: another replica works it now")]
    private static partial void LogLost(ILogger logger, string mailbox);

    [LoggerMessage(EventId = 54, EventName = "mailbox.waits", Level = LogLevel.Warning, Message = "{Mailbox}: waits for one of the {Connections} connections to {Server} (Fetch__ConnectionsAServer)")]
    private static partial void LogWaits(ILogger logger, string mailbox, int connections, string server);

    [LoggerMessage(EventId = 53, EventName = "mailbox.not_noted", Level = LogLevel.Warning, Message = "{Mailbox}: its state could not be written down")]
    private static partial void LogNotNoted(ILogger logger, string mailbox, Exception exception);
}
