using HelpdeskMail.Contracts.SystemEmails;
using MassTransit;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>
/// Nudges those who work for a system email after a change was committed. A lost nudge costs a minute: everyone re-reads the settings that often, so a bus that is away holds nobody up.
/// </summary>
public sealed partial class ChangeAnnouncer(IBus bus, ILogger<ChangeAnnouncer> logger)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Announces; gives up quietly when the bus does not take it.</summary>
    public async Task AnnounceAsync(Guid systemEmailId, int revision)
    {
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            await bus.Publish(new SystemEmailChanged(systemEmailId, revision), limit.Token);
        }
        catch (Exception exception)
        {
            LogNotAnnounced(logger, systemEmailId, revision, exception.Message);
        }
    }

    [LoggerMessage(EventId = 20, EventName = "system_email.not_announced", Level = LogLevel.Warning, Message = "System email {SystemEmailId}: revision {Revision} was not announced ({Reason}); it is found at the next look")]
    private static partial void LogNotAnnounced(ILogger logger, Guid systemEmailId, int revision, string reason);
}
