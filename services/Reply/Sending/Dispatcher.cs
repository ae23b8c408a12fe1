using System.Collections.Concurrent;
using HelpdeskMail.Reply.Announcing;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.SystemEmails;

namespace HelpdeskMail.Reply.Sending;

/// <summary>
/// Claims what is due and has it sent, many replies at once but of each mailbox no more than its allowance, so that a slow one leaves places to all others; renews the claims of what is under way and settles those of replicas that died.
/// More are claimed than are under way, so that no connection stands idle while the next are claimed. Woken by each new reply and each one that is done; looks by itself every two seconds.
/// </summary>
internal sealed partial class Dispatcher(
    QueueTable queue, ClaimTable claims, AttemptTable attempts, MailboxSlots slots, SystemEmailDirectory directory, SendReply send, SubmissionPool pool, News news, TimeProvider time, ILogger<Dispatcher> logger)
    : BackgroundService
{
    private const int MostInHand = 1000;
    private static readonly TimeSpan BetweenRounds = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Upkeep = TimeSpan.FromSeconds(10);

    /// <summary>What is being handed over when the service stops may end within this time; cut off earlier, more replies would be unknown.</summary>
    private static readonly TimeSpan GraceAtStop = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource hardStop = new();
    private readonly Guid holder = Guid.CreateVersion7();
    private readonly ConcurrentDictionary<Guid, RunningAttempt> running = new();
    private readonly SemaphoreSlim wake = new(0, 1);
    private long? keptUpAt;

    /// <summary>Has it look now.</summary>
    public void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It is about to look anyway.
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await KeepUpAsync(stoppingToken);
                await ClaimAsync(stoppingToken);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, exception);
            }

            await ((Task)wake.WaitAsync(Interval, stoppingToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!running.IsEmpty)
            {
                // Under load many wake it at once: one round for all of them.
                await Task.Delay(BetweenRounds, time, CancellationToken.None);
            }
        }

        hardStop.CancelAfter(GraceAtStop);
        await Task.WhenAll(running.Values.Select(attempt => attempt.Task));
    }

    private async Task ClaimAsync(CancellationToken cancellation)
    {
        var free = MostInHand - running.Count;
        if (free <= 0)
        {
            return;
        }

        var asked = time.GetTimestamp();
        var allowances = directory.Known.Select(MailboxAllowance.Of).ToDictionary(one => one.Id);
        foreach (var claim in await claims.ClaimAsync(holder, free, allowances.Values, cancellation))
        {
            var mailbox = claim.Reply.SystemEmailId;
            var slot = slots.Enter(mailbox, allowances.TryGetValue(mailbox, out var allowance) ? allowance.Connections : MailboxAllowance.ConnectionsOfUnknown);
            var attempt = new RunningAttempt(asked, slot, time, cancellation, hardStop.Token);
            running[claim.Reply.ReplyId] = attempt;
            attempt.Task = Task.Run(() => RunAsync(claim, attempt), CancellationToken.None);
        }
    }

    private async Task RunAsync(Claim claim, RunningAttempt attempt)
    {
        try
        {
            if (!await IsItsTurnAsync(attempt))
            {
                await attempts.GiveBackAsync(claim, CancellationToken.None);
            }
            else if (slots.StoppedSince(claim.Reply.SystemEmailId, attempt.ClaimedSince) is { } stop)
            {
                await attempts.ReleaseAsync(claim, stop.Pause, stop.Reason, held: true, CancellationToken.None);
            }
            else
            {
                await send.RunAsync(claim, attempt);
            }
        }
        catch (Exception exception)
        {
            // The claim runs out and the row says by then what may be done with it: not begun is queued again, begun is unknown.
            LogBroken(logger, claim.Reply.ReplyId, exception);
        }
        finally
        {
            running.TryRemove(claim.Reply.ReplyId, out _);
            attempt.Dispose();
            Wake();
        }

        news.Soon(claim.Reply.ReplyId);
    }

    /// <summary>Waits for its turn; false when the service stops, or the claim ends, before that.</summary>
    private static async Task<bool> IsItsTurnAsync(RunningAttempt attempt)
    {
        await attempt.Slot.Turn.WaitAsync(attempt.Waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return attempt.Slot.Turn.IsCompleted && !attempt.Waiting.IsCancellationRequested;
    }

    private async Task KeepUpAsync(CancellationToken cancellation)
    {
        if (keptUpAt is { } last && time.GetElapsedTime(last) < Upkeep)
        {
            return;
        }

        keptUpAt = time.GetTimestamp();
        if (!running.IsEmpty)
        {
            var asked = time.GetTimestamp();
            var renewed = await queue.RenewAsync(holder, running.Keys, cancellation);
            foreach (var (id, attempt) in running.Where(entry => renewed.Contains(entry.Key)))
            {
                attempt.RenewedSince(asked);
            }
        }

        await queue.SettleExpiredAsync(cancellation);
        pool.CloseIdle();
    }

    [LoggerMessage(EventId = 40, EventName = "replies.round_failed", Level = LogLevel.Warning, Message = "The queue could not be worked; trying again")]
    private static partial void LogFailed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 41, EventName = "reply.broken", Level = LogLevel.Error, Message = "Reply {ReplyId}: the attempt broke off")]
    private static partial void LogBroken(ILogger logger, Guid replyId, Exception exception);
}
