using Dapper;
using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SystemEmails;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Health;

/// <summary>
/// Keeps at hand how the system emails stand, so that every page can show it at no cost, and tells the OAuth service who the admins are. While that service is away the last known board stays,
/// with its time.
/// </summary>
public sealed partial class HealthWatch(IServiceScopeFactory scopes, PersonTable people, NpgsqlDataSource database, TimeProvider time, ILogger<HealthWatch> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AdminsAgain = TimeSpan.FromHours(1);

    private string[] admins = [];
    private DateTimeOffset adminsToldAt;
    private bool away;

    /// <summary>What was last heard.</summary>
    public HealthBoard Board { get; private set; } = new([], []);

    /// <summary>How one system email stands; null when nothing was heard of it yet.</summary>
    public MailboxStanding? Find(Guid id) => Board.Mailboxes.FirstOrDefault(mailbox => mailbox.SystemEmailId == id);

    /// <summary>Asks now.</summary>
    /// <exception cref="HttpRequestException">The OAuth service is away.</exception>
    public async Task ReadAsync(CancellationToken cancellation)
    {
        using var scope = scopes.CreateScope();
        var oauth = scope.ServiceProvider.GetRequiredService<OAuthClient>();
        if ((await oauth.BoardAsync(cancellation)).Value is { } board)
        {
            var changed = !Same(board, Board);
            Board = board;
            if (changed)
            {
                await using var connection = await database.OpenConnectionAsync(cancellation);
                await connection.ExecuteAsync("select pg_notify('helpdesk_live', 'system-emails')");
            }
        }

        await TellAdminsAsync(oauth, cancellation);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            try
            {
                await ReadAsync(stoppingToken);
                away = false;
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
            {
                if (!away)
                {
                    LogAway(logger, exception.Message);
                }

                away = true;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private static bool Same(HealthBoard left, HealthBoard right) =>
        left.Mailboxes.Select(mailbox => (mailbox.SystemEmailId, mailbox.State, mailbox.Since, mailbox.ExaminedAt)).SequenceEqual(right.Mailboxes.Select(mailbox => (mailbox.SystemEmailId, mailbox.State, mailbox.Since, mailbox.ExaminedAt)))
        && left.Alerts.Select(alert => (alert.Id, alert.Problem.What)).SequenceEqual(right.Alerts.Select(alert => (alert.Id, alert.Problem.What)));

    private async Task TellAdminsAsync(OAuthClient oauth, CancellationToken cancellation)
    {
        string[] present = [.. (await people.ListAsync(cancellation)).Where(person => person.Role == Role.Admin && person.DisabledAt is null).Select(person => person.Email).Order(StringComparer.OrdinalIgnoreCase)];
        var now = time.GetUtcNow();
        if ((present.SequenceEqual(admins, StringComparer.Ordinal) && now - adminsToldAt < AdminsAgain) || (await oauth.NoteAdminsAsync(present, cancellation)).Refusal is not null)
        {
            return;
        }

        (admins, adminsToldAt) = (present, now);
    }

    [LoggerMessage(EventId = 25, EventName = "health_board.not_read", Level = LogLevel.Warning, Message = "How the system emails stand could not be read from the OAuth service ({Reason}); trying again every few seconds")]
    private static partial void LogAway(ILogger logger, string reason);
}
