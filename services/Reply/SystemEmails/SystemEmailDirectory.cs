using HelpdeskMail.Contracts.SystemEmails;

namespace HelpdeskMail.Reply.SystemEmails;

/// <summary>
/// The system emails as last told by the OAuth service: read again after a minute and whenever something says that one has changed. While that service is
/// away the last list stays.
/// </summary>
internal sealed partial class SystemEmailDirectory(OAuthClient oauth, TimeProvider time, ILogger<SystemEmailDirectory> logger)
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    /// <summary>A service that did not answer is not asked again before this, where the last list will do.</summary>
    private static readonly TimeSpan AfterSilence = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim gate = new(1, 1);
    private volatile IReadOnlyDictionary<Guid, SystemEmailSettings>? known;
    private long? readAt;
    private long? failedAt;

    /// <summary>Those that are known at present; none before the OAuth service has answered for the first time.</summary>
    public IEnumerable<SystemEmailSettings> Known => known?.Values ?? [];

    /// <summary>A system email; null when it was removed or never there.</summary>
    /// <param name="id">The system email.</param>
    /// <param name="revision">A revision that somebody has heard of: an older one here is read anew first.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="MailboxTroubleException">It is not known yet, and the OAuth service does not answer.</exception>
    public async Task<SystemEmailSettings?> FindAsync(Guid id, int revision, CancellationToken cancellation)
    {
        var found = known?.GetValueOrDefault(id);
        if (found is null || found.Revision < revision || !IsWithin(readAt, Age))
        {
            var told = await RefreshAsync(mayBeSkipped: found is not null, cancellation);
            found = known?.GetValueOrDefault(id);
            if (found is null && !told)
            {
                throw new MailboxTroubleException("oauth_unavailable", "The OAuth service, which knows the system emails, does not answer.", "It is asked again by itself; see the health page.", isTransient: true);
            }
        }

        return found is { Removed: false } ? found : null;
    }

    /// <summary>Asks the OAuth service anew. True when an answer came.</summary>
    public Task<bool> RefreshAsync(CancellationToken cancellation) => RefreshAsync(mayBeSkipped: false, cancellation);

    private async Task<bool> RefreshAsync(bool mayBeSkipped, CancellationToken cancellation)
    {
        var asked = time.GetTimestamp();
        await gate.WaitAsync(cancellation);
        try
        {
            if (readAt > asked)
            {
                return true;
            }

            if (mayBeSkipped && IsWithin(failedAt, AfterSilence))
            {
                return false;
            }

            var began = time.GetTimestamp();
            var list = await oauth.ListAsync(cancellation);
            known = list.ToDictionary(email => email.Id);
            (readAt, failedAt) = (began, null);
            return true;
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            failedAt = time.GetTimestamp();
            LogAway(logger, exception);
            return false;
        }
        finally
        {
            gate.Release();
        }
    }

    private bool IsWithin(long? since, TimeSpan length) => since is { } at && time.GetElapsedTime(at) <= length;

    [LoggerMessage(EventId = 1, EventName = "system_emails.unavailable", Level = LogLevel.Warning, Message = "The system emails could not be read from the OAuth service; the last known ones stay")]
    private static partial void LogAway(ILogger logger, Exception exception);
}
