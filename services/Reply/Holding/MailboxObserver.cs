using System.Collections.Concurrent;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.ServiceDefaults.Bus;
using MassTransit;

namespace HelpdeskMail.Reply.Holding;

/// <summary>
/// Tells the OAuth service how sending fares, mailbox by mailbox: at once when that changes, and every three minutes while there is something to tell. What
/// a bus that is away does not take is said again every ten seconds until it does; nobody waits for that.
/// </summary>
internal sealed partial class MailboxObserver(IBus bus, TimeProvider time, ILogger<MailboxObserver> logger)
{
    private static readonly TimeSpan Repeat = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<Guid, (string Code, long At)> last = new();
    private readonly ConcurrentDictionary<Guid, MailboxObserved> unsaid = new();
    private volatile bool away;

    /// <summary>Says how it is; null for well. One alarm a mailbox, not one a reply.</summary>
    public async Task SayAsync(Guid systemEmailId, MailboxProblem? problem, CancellationToken cancellation)
    {
        var code = problem?.Code ?? "";
        if (last.TryGetValue(systemEmailId, out var before) && before.Code == code && time.GetElapsedTime(before.At) < Repeat)
        {
            return;
        }

        last[systemEmailId] = (code, time.GetTimestamp());
        unsaid[systemEmailId] = new MailboxObserved(systemEmailId, MailDirection.Sending, time.GetUtcNow(), problem);
        if (!away)
        {
            await SayUnsaidAsync(cancellation);
        }
    }

    /// <summary>Says what the bus has not taken before, as far as that goes now.</summary>
    public async Task SayUnsaidAsync(CancellationToken cancellation)
    {
        foreach (var entry in unsaid)
        {
            try
            {
                await bus.PublishAsync(entry.Value, Patience, cancellation);
                unsaid.TryRemove(entry);
                away = false;
            }
            catch (Exception exception) when (!cancellation.IsCancellationRequested)
            {
                away = true;
                LogNotSaid(logger, entry.Key, exception);
                return;
            }
        }
    }

    [LoggerMessage(EventId = 20, EventName = "mailbox.not_observed", Level = LogLevel.Warning, Message = "The state of {SystemEmailId} could not be told now; it is told later")]
    private static partial void LogNotSaid(ILogger logger, Guid systemEmailId, Exception exception);
}
