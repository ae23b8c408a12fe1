using HelpdeskMail.Contracts.SystemEmails;

namespace HelpdeskMail.Reply.SystemEmails;

/// <summary>
/// The system emails as last told by the OAuth service: read again after a minute and whenever something says that one has changed. While that service is
/// away the last list stays.
/// </summary>
internal sealed partial class SystemEmailDirectory(OAuthClient oauth, TimeProvider time, ILogger<SystemEmailDirectory> logger)
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);
    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile IReadOnlyDictionary<Guid, SystemEmailSettings>? known;
    private long readAt;

    /// <summary>A system email; null when it was removed or never there.</summary>
    /// <exception cref="MailboxTroubleException">It is not known yet, and the OAuth service does not answer.</exception>
    public async Task<SystemEmailSettings?> FindAsync(Guid id, CancellationToken cancellation)
    {
        var told = known is { } recent && time.GetElapsedTime(readAt) <= Age && recent.ContainsKey(id);
        if (!told)
        {
            told = await RefreshAsync(cancellation);
        }

        return known is { } list && (told || list.ContainsKey(id))
            ? list.GetValueOrDefault(id) is { Removed: false } email ? email : null
            : throw new MailboxTroubleException("oauth_unavailable", "The OAuth service, which knows the system emails, does not answer.", "It is asked again by itself; see the health page.", isTransient: true);
    }

    /// <summary>Asks the OAuth service anew. True when an answer came.</summary>
    public async Task<bool> RefreshAsync(CancellationToken cancellation)
    {
        await gate.WaitAsync(cancellation);
        try
        {
            var list = await oauth.ListAsync(cancellation);
            known = list.ToDictionary(email => email.Id);
            readAt = time.GetTimestamp();
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
