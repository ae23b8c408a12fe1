using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.Observing;
using HelpdeskMail.Fetch.SystemEmails;
using HelpdeskMail.Fetch.Telemetry;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.Mail.Failures;
using MassTransit;

namespace HelpdeskMail.Fetch.Mailboxes;

/// <summary>
/// Works one mailbox for as long as this replica holds it: session after session, with a pause after each failure. An access token that runs out in a
/// session costs a new connection with a fresh one and nothing else.
/// </summary>
internal sealed partial class MailboxWorker(
    WatchedMailbox watched,
    OAuthClient oauth,
    IMailboxConnector connector,
    MailboxSession session,
    MailboxStateTable states,
    FetchMetrics metrics,
    IBus bus,
    TimeProvider time,
    ILogger<MailboxWorker> logger)
{
    /// <summary>A connection that breaks after a look that went well is made again after this pause and not spoken of; servers close old connections.</summary>
    private static readonly TimeSpan AfterGoodSession = TimeSpan.FromSeconds(1);

    private readonly MailboxObserver observer = new(watched.Id, bus, time, logger);
    private readonly WakeUp wakeUp = new();
    private int failures;
    private DateTimeOffset? rejected;
    private DateTimeOffset? shown;

    /// <summary>The mailbox.</summary>
    public WatchedMailbox Watched => watched;

    /// <summary>Has it looked at the mailbox now, whatever it waits for.</summary>
    public void LookNow() => wakeUp.Call();

    /// <summary>Works until <paramref name="cancellation"/> or until another replica has taken over.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var woken = wakeUp.Arm();
            try
            {
                await PauseAsync(await WorkAsync(cancellation), woken, cancellation);
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
        try
        {
            await states.SetAsync(watched, MailboxActivity.Connecting, cancellation);
            var credential = await oauth.GetCredentialAsync(watched.Id, rejected, cancellation);
            shown = credential.ExpiresAt;
            await using var mailbox = await connector.ConnectAsync(watched.Settings, credential, cancellation);
            rejected = null;
            await states.SetAsync(watched, MailboxActivity.Fetching, cancellation);
            return await session.RunAsync(mailbox, watched, credential.ExpiresAt, wakeUp, WellAsync, cancellation);
        }
        catch (Exception exception) when (exception is not LeaseLostException && !cancellation.IsCancellationRequested)
        {
            return await InterruptedAsync(exception, cancellation);
        }

        Task WellAsync(MailboxProblem? problem)
        {
            failures = 0;
            return observer.SayAsync(problem, cancellation);
        }
    }

    private async Task<TimeSpan> InterruptedAsync(Exception exception, CancellationToken cancellation)
    {
        if (IsTokenRefused(exception) && shown is not null && rejected is null)
        {
            rejected = shown;
            return TimeSpan.Zero;
        }

        var interruption = Interruption.Of(exception);
        metrics.Interrupted(interruption.Code);
        failures++;
        rejected = null;
        if (failures == 1 && interruption is { Code: "server_closed", RetryAfter: null })
        {
            LogClosed(logger, watched.Settings.Address);
            return AfterGoodSession;
        }

        var pause = RetryPause.After(failures, interruption.IsTransient, interruption.RetryAfter, Random.Shared.NextDouble());
        var problem = interruption.ToProblem(time.GetUtcNow() + pause);
        LogInterrupted(logger, watched.Settings.Address, interruption.Code, pause, interruption.What, interruption.Code == "internal_error" ? exception : null);
        await observer.SayAsync(problem, cancellation);
        await NoteAsync(problem, cancellation);
        return pause;
    }

    private async Task NoteAsync(MailboxProblem problem, CancellationToken cancellation)
    {
        try
        {
            await states.FailedAsync(watched, failures, problem, cancellation);
        }
        catch (Npgsql.NpgsqlException exception)
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
            // Somebody asked for a look now.
        }
    }

    private static bool IsTokenRefused(Exception exception) =>
        exception is MailFailureException { Failure.Kind: MailFailureKind.AccessTokenExpired or MailFailureKind.AccessTokenRefused };

    [LoggerMessage(EventId = 50, EventName = "mailbox.interrupted", Level = LogLevel.Warning, Message = "{Mailbox}: {Code}, trying again in {Pause}. {What}")]
    private static partial void LogInterrupted(ILogger logger, string mailbox, string code, TimeSpan pause, string what, Exception? exception);

    [LoggerMessage(EventId = 51, EventName = "mailbox.closed", Level = LogLevel.Debug, Message = "{Mailbox}: the server closed the connection; connecting anew")]
    private static partial void LogClosed(ILogger logger, string mailbox);

    [LoggerMessage(EventId = 52, EventName = "mailbox.lost", Level = LogLevel.Information, Message = "{Mailbox}: another replica works it now")]
    private static partial void LogLost(ILogger logger, string mailbox);

    [LoggerMessage(EventId = 53, EventName = "mailbox.not_noted", Level = LogLevel.Warning, Message = "{Mailbox}: its state could not be written down")]
    private static partial void LogNotNoted(ILogger logger, string mailbox, Exception exception);
}
