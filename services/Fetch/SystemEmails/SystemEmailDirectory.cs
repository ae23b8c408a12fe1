using HelpdeskMail.Contracts.SystemEmails;

namespace HelpdeskMail.Fetch.SystemEmails;

/// <summary>
/// The system emails as last told by the OAuth service: read again once a minute and whenever something says that one has changed. While that service is
/// away the last list stays.
/// </summary>
internal sealed partial class SystemEmailDirectory(OAuthClient oauth, ILogger<SystemEmailDirectory> logger)
{
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile IReadOnlyDictionary<Guid, SystemEmailSettings>? known;

    /// <summary>System emails by id; null before they were told for the first time.</summary>
    public IReadOnlyDictionary<Guid, SystemEmailSettings>? Known => known;

    /// <summary>Those whose mail is to be fetched now.</summary>
    public IEnumerable<SystemEmailSettings> ToFetch => (known?.Values ?? []).Where(IsToFetch);

    /// <summary>Whether mail of this system email is fetched.</summary>
    public static bool IsToFetch(SystemEmailSettings email) =>
        email is { Linked: true, Paused: false, Removed: false, Receiving: not null };

    /// <summary>Asks the OAuth service anew. True when an answer came.</summary>
    public async Task<bool> RefreshAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            var list = await oauth.ListAsync(cancellation);
            known = list.ToDictionary(email => email.Id);
            return true;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            LogAway(logger, exception);
            return false;
        }
        finally
        {
            gate.Release();
        }
    }

    [LoggerMessage(EventId = 1, EventName = "system_emails.unavailable", Level = LogLevel.Warning, Message = "The system emails could not be read from the OAuth service; the last known ones stay")]
    private static partial void LogAway(ILogger logger, Exception exception);
}
