using HelpdeskMail.ServiceDefaults.Database;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>Reads the system emails' settings at start, whenever a change is announced, and once a minute in case an announcement was lost.</summary>
public sealed partial class SystemEmailWatch : BackgroundService
{
    private const int Most = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly IServiceScopeFactory scopes;
    private readonly SystemEmailTable table;
    private readonly TimeProvider time;
    private readonly ILogger<SystemEmailWatch> logger;
    private readonly Coalescer<bool, bool> trying;

    /// <summary>Writes what it reads into this table.</summary>
    public SystemEmailWatch(IServiceScopeFactory scopes, SystemEmailTable table, TimeProvider time, ILogger<SystemEmailWatch> logger)
    {
        (this.scopes, this.table, this.time, this.logger) = (scopes, table, time, logger);
        trying = new Coalescer<bool, bool>(TryReadAsync, _ => 1, Most, Most, concernsOneItem: _ => false);
    }

    /// <summary>Asks the OAuth service now.</summary>
    /// <exception cref="HttpRequestException">It is away.</exception>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        using var scope = scopes.CreateScope();
        var settings = await scope.ServiceProvider.GetRequiredService<OAuthClient>().ListSettingsAsync(cancellation);
        await table.ReplaceAsync(settings, cancellation);
    }

    /// <summary>Asks the OAuth service now; when it is away, what was heard before stays. Those who want it while it is being asked share the next question.</summary>
    public Task TryReadAsync(CancellationToken cancellation) => trying.RunAsync(item: true).WaitAsync(cancellation);

    private async Task<IReadOnlyList<bool>> TryReadAsync(IReadOnlyList<bool> wishes)
    {
        try
        {
            await ReadAsync(CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogAway(logger, exception.Message);
        }

        return wishes;
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
