namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>Reads the system emails' settings at start, whenever a change is announced, and once a minute in case an announcement was lost.</summary>
public sealed partial class SystemEmailWatch(IServiceScopeFactory scopes, SystemEmailTable table, TimeProvider time, ILogger<SystemEmailWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>Asks the OAuth service now.</summary>
    /// <exception cref="HttpRequestException">It is away.</exception>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        using var scope = scopes.CreateScope();
        var settings = await scope.ServiceProvider.GetRequiredService<OAuthClient>().ListSettingsAsync(cancellation);
        await table.ReplaceAsync(settings, cancellation);
    }

    /// <summary>Asks the OAuth service now; when it is away, what was heard before stays.</summary>
    public async Task TryReadAsync(CancellationToken cancellation)
    {
        try
        {
            await ReadAsync(cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellation.IsCancellationRequested)
        {
            LogAway(logger, exception.Message);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            await TryReadAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(EventId = 20, EventName = "system_emails.not_read", Level = LogLevel.Warning, Message = "The system emails could not be read from the OAuth service ({Reason}); trying again")]
    private static partial void LogAway(ILogger logger, string reason);
}
