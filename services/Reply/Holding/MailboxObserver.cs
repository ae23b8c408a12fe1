using System.Collections.Concurrent;
using HelpdeskMail.Contracts.SystemEmails;
using MassTransit;

namespace HelpdeskMail.Reply.Holding;

/// <summary>Tells the OAuth service how sending fares, mailbox by mailbox: at once when that changes, and every three minutes while there is something to tell.</summary>
internal sealed partial class MailboxObserver(IBus bus, TimeProvider time, ILogger<MailboxObserver> logger)
{
    private static readonly TimeSpan Repeat = TimeSpan.FromMinutes(3);
    private readonly ConcurrentDictionary<Guid, (string Code, long Said)> last = new();

    /// <summary>Says how it is; null for well. One alarm a mailbox, not one a reply.</summary>
    public async Task SayAsync(Guid systemEmailId, MailboxProblem? problem, CancellationToken cancellation)
    {
        var code = problem?.Code ?? "";
        if (last.TryGetValue(systemEmailId, out var before) && before.Code == code && time.GetElapsedTime(before.Said) < Repeat)
        {
            return;
        }

        try
        {
            await bus.Publish(new MailboxObserved(systemEmailId, MailDirection.Sending, time.GetUtcNow(), problem), cancellation);
            last[systemEmailId] = (code, time.GetTimestamp());
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            LogNotSaid(logger, systemEmailId, exception);
        }
    }

    [LoggerMessage(EventId = 20, EventName = "mailbox.not_observed", Level = LogLevel.Warning, Message = "The state of {SystemEmailId} could not be told now")]
    private static partial void LogNotSaid(ILogger logger, Guid systemEmailId, Exception exception);
}
