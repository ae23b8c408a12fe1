using System.Data.Common;
using Dapper;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.OAuth.Forecast;
using HelpdeskMail.OAuth.Health;
using HelpdeskMail.OAuth.Linking;
using HelpdeskMail.OAuth.SystemEmails;
using HelpdeskMail.OAuth.Tokens;
using Npgsql;

namespace HelpdeskMail.OAuth.Alerts;

/// <summary>
/// Looks at every system email, opens and ends alerts, and plans what is told of them. Run by several replicas at once, or again after dying half-way, it tells nothing twice: the keys of the alert, of
/// its occasion and of each delivery decide, all in one transaction.
/// </summary>
public sealed partial class AlertWatch(
    NpgsqlDataSource database, SystemEmailTable emails, HealthBook health, PublicAddresses addresses, TimeProvider time, ILogger<AlertWatch> logger)
{
    /// <summary>Looks once.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var all = await emails.ListAsync(removedToo: false, cancellation);
        var present = await health.PresentAsync(all, cancellation);
        await using var connection = await database.OpenConnectionAsync(cancellation);
        var unwell = await UnwellSinceAsync(connection, cancellation);
        await using var transaction = await connection.BeginTransactionAsync(cancellation);
        await connection.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended('alerts', 0))");
        var open = (await AlertTable.ListAsync(connection, cancellation)).ToDictionary(alert => (alert.SystemEmailId, alert.ReadKind()));
        var receivers = await AlertBook.ReceiversAsync(connection, cancellation);
        foreach (var email in all)
        {
            var ends = LinkForecast.Of(email, await TokenTable.FindAsync(connection, email.Id, cancellation));
            var isOpen = open.ContainsKey((email.Id, AlertKind.LinkBroken));
            foreach (var condition in AlertRules.Judge(email, present[email.Id], unwell.TryGetValue(email.Id, out var since) ? since : null, ends, isOpen, now))
            {
                open.Remove((email.Id, condition.Kind));
                await HoldAsync(connection, condition, receivers, now, cancellation);
            }
        }

        foreach (var ended in open.Values)
        {
            await EndAsync(connection, ended, present.GetValueOrDefault(ended.SystemEmailId), receivers, now, cancellation);
        }

        await transaction.CommitAsync(cancellation);
    }

    private async Task HoldAsync(DbConnection connection, AlertCondition condition, AlertReceivers receivers, DateTimeOffset now, CancellationToken cancellation)
    {
        var alert = await AlertTable.HoldAsync(connection, condition, now, cancellation);
        if (condition.Problem.Code == "settling")
        {
            return;
        }

        var occasion = AlertRules.Occasion(condition.Kind, alert.BeganAt, alert.EndsAt, now);
        if (await AlertTable.TellAsync(connection, alert.Id, occasion, Notice.Of(alert, occasion, now, Page(alert)), Without(receivers, alert), now, cancellation))
        {
            AlertMeter.CountTold(condition.Kind);
            LogTold(logger, alert.SystemEmailId, alert.Kind, occasion, condition.Problem.Code);
        }
    }

    /// <summary>Ends an alert. Of a system email that an admin has paused, unlinked or removed nobody says that it works again.</summary>
    private async Task EndAsync(DbConnection connection, AlertRow alert, LinkHealth? health, AlertReceivers receivers, DateTimeOffset now, CancellationToken cancellation)
    {
        await AlertTable.EndAsync(connection, alert, now, cancellation);
        var isWell = alert.ReadKind() == AlertKind.LinkBroken ? health?.State is LinkState.Healthy or LinkState.Refreshing : health is not null;
        if (isWell && await AlertTable.TellAsync(connection, alert.Id, "recovered", Notice.Recovered(alert, now, Page(alert)), Without(receivers, alert), now, cancellation))
        {
            LogTold(logger, alert.SystemEmailId, alert.Kind, "recovered", alert.ReadProblem().Code);
        }
    }

    /// <summary>Since when each system email has not been well, without a break.</summary>
    private static async Task<Dictionary<Guid, DateTimeOffset>> UnwellSinceAsync(DbConnection connection, CancellationToken cancellation) =>
        (await connection.QueryAsync<(Guid Id, DateTimeOffset Since)>(new CommandDefinition(
            """
            select h.system_email_id, min(h.at)
            from health h
            where h.state in ('NeedsAttention', 'NeedsSignIn')
              and h.id > coalesce((select max(w.id) from health w where w.system_email_id = h.system_email_id and w.state not in ('NeedsAttention', 'NeedsSignIn')), 0)
            group by h.system_email_id
            """,
            cancellationToken: cancellation))).ToDictionary(row => row.Id, row => row.Since);

    /// <summary>A mail to the broken mailbox itself would be read by nobody.</summary>
    private static AlertReceivers Without(AlertReceivers receivers, AlertRow alert) =>
        new([.. receivers.Mails.Where(address => !address.Equals(alert.Address, StringComparison.OrdinalIgnoreCase))]);

    private string Page(AlertRow alert) => addresses.SystemEmailPage(alert.SystemEmailId);

    [LoggerMessage(EventId = 40, EventName = "alert.told", Level = LogLevel.Warning, Message = "System email {SystemEmailId}: {Kind}, admins are told ({Occasion}, {Code})")]
    private static partial void LogTold(ILogger logger, Guid systemEmailId, string kind, string occasion, string code);
}
