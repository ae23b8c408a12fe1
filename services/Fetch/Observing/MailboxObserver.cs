using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;

namespace HelpdeskMail.Fetch.Observing;

/// <summary>Tells the OAuth service how a mailbox fares: at once when that changes, and every five minutes while it stays. One for each worked mailbox.</summary>
internal sealed partial class MailboxObserver(Guid systemEmailId, IBus bus, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan Repeat = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock gate = new();
    private (string Code, DateTimeOffset At, long Said)? last;

    /// <summary>Says how it is; null for well. A bus that is away is not waited for: the next time says it again.</summary>
    /// <param name="problem">What is amiss.</param>
    /// <param name="at">When that was so. Of two that are said at once the later counts, here as with whoever hears them.</param>
    /// <param name="cancellation">Ends the try.</param>
    public async Task SayAsync(MailboxProblem? problem, DateTimeOffset at, CancellationToken cancellation)
    {
        var code = problem?.Code ?? "";
        lock (gate)
        {
            if (last is { } before && code == before.Code && time.GetElapsedTime(before.Said) < Repeat)
            {
                return;
            }
        }

        try
        {
            await bus.PublishAsync(new MailboxObserved(systemEmailId, MailDirection.Receiving, at, problem), Patience, cancellation);
            lock (gate)
            {
                last = last?.At > at ? last : (code, at, time.GetTimestamp());
            }
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            LogNotSaid(logger, systemEmailId, exception);
        }
    }

    [LoggerMessage(EventId = 40, EventName = "mailbox.not_observed", Level = LogLevel.Warning, Message = "The state of {SystemEmailId} could not be told now")]
    private static partial void LogNotSaid(ILogger logger, Guid systemEmailId, Exception exception);
}
