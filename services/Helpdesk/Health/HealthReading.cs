using Dapper;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Live;
using HelpdeskMail.Helpdesk.MailboxAccess;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SystemEmails;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;

namespace HelpdeskMail.Helpdesk.Health;

/// <summary>Looks at the parts the helpdesk depends on, as far as it can see them.</summary>
public sealed class HealthReading(HealthCheckService checks, MailStoreClient mailStore, OAuthClient oauth, NpgsqlDataSource database, LiveHub hub, TimeProvider time)
{
    /// <summary>A reply that nobody has taken over for so long means that the sending service is away.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromMinutes(2);

    /// <summary>Mail that is not handled is announced every hour; what has not been for longer than this is no more.</summary>
    private static readonly TimeSpan Abandoned = TimeSpan.FromHours(3);

    /// <summary>What waits longer than this has been announced several times, or stands behind very much.</summary>
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(10);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Looks now, for somebody who is told of tickets that are open to them only; takes three seconds at most.</summary>
    public async Task<IReadOnlyList<HealthPart>> ReadAsync(Actor reader, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(Patience);
        var own = OwnAsync(limit.Token);
        var store = CallAsync(Translated.Of("Mail store"), Translated.Of("Received mail and files can be read."), Translated.Of("It does not answer, so new mail waits. Look at its log, and whether it runs."), token => mailStore.FindReceiptAsync(0, token), limit.Token);
        var accounts = CallAsync(Translated.Of("System emails"), Translated.Of("Settings and sign-ins can be read."), Translated.Of("The OAuth service does not answer. Fetching and sending go on until their tokens end."), oauth.ListSettingsAsync, limit.Token);
        var sending = SendingAsync(limit.Token);
        var loops = LoopsAsync(reader, limit.Token);
        var intake = IntakeAsync(limit.Token);
        return [.. await own, await store, await accounts, await sending, await intake, await loops, new HealthPart(Translated.Of("Live pages"), true, hub.Listeners == 1 ? Translated.Of("One open page listens to this process.") : Translated.Of("{0} open pages listen to this process.", hub.Listeners))];
    }

    private async Task<IReadOnlyList<HealthPart>> OwnAsync(CancellationToken cancellation)
    {
        HealthReport report;
        try
        {
            report = await checks.CheckHealthAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return [new HealthPart(Translated.Of("Database"), false, Translated.Of("It does not answer."))];
        }

        return [.. report.Entries.Select(entry => new HealthPart(
            entry.Key switch { "database" => Translated.Of("Database"), "bus" => Translated.Of("Bus"), "bus-database" => Translated.Of("Bus database"), var other => other },
            entry.Value.Status == HealthStatus.Healthy,
            entry.Value.Status == HealthStatus.Healthy ? Translated.Of("It answers.") : entry.Value.Description ?? Translated.Of("It does not answer.")))];
    }

    private static async Task<HealthPart> CallAsync<T>(string name, string good, string bad, Func<CancellationToken, Task<T>> call, CancellationToken cancellation)
    {
        try
        {
            await call(cancellation);
            return new HealthPart(name, true, good);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return new HealthPart(name, false, bad);
        }
    }

    private async Task<HealthPart> LoopsAsync(Actor reader, CancellationToken cancellation)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            var muted = (await connection.QueryAsync<long>($"select number from ticket where muted_at is not null and {OpenMailboxes.Condition("system_email_id")} order by muted_at desc limit 5", new { reader = reader.Id })).AsList();
            return muted.Count == 0
                ? new HealthPart(Translated.Of("Loops"), true, Translated.Of("No ticket is muted."))
                : new HealthPart(Translated.Of("Loops"), false, Translated.Of("Machines seem to answer each other in {0}. Their automatic mail is kept under Failed mail; find out who answers, then take the mute off there.", string.Join(", ", muted.Select(number => $"#{number}"))));
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            return new HealthPart(Translated.Of("Loops"), false, Translated.Of("The database does not answer."));
        }
    }

    private async Task<HealthPart> IntakeAsync(CancellationToken cancellation)
    {
        try
        {
            var (late, said) = await LateAsync(cancellation);
            return late == 0
                ? await WaitingAsync(cancellation)
                : new HealthPart(Translated.Of("Taking in mail"), false, Translated.Of("{0} mails have not been taken in for more than an hour ({1}). They are kept and tried again every hour; look at the logs of the helpdesk and the mail store.", late, said));
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            return new HealthPart(Translated.Of("Taking in mail"), false, Translated.Of("The database does not answer."));
        }
    }

    /// <summary>How many mails have been tried for long, and what they failed with.</summary>
    private async Task<(long Count, string? Said)> LateAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(cancellation);
        return await connection.QuerySingleAsync<(long, string?)>(
            "select count(*), max(said) from intake_trouble where first_at < @before and last_at > @since", new { before = now - IntakeTrouble.Patience, since = now - Abandoned });
    }

    /// <summary>Mail that nobody has tried to take in: a queue that nobody reads, or one that is long.</summary>
    private async Task<HealthPart> WaitingAsync(CancellationToken cancellation)
    {
        try
        {
            var (waiting, now) = (await mailStore.ReadWaitingAsync(cancellation), time.GetUtcNow());
            if (waiting.Since is not { } since)
            {
                return new HealthPart(Translated.Of("Taking in mail"), true, Translated.Of("Every received mail is taken in or listed under Failed mail."));
            }

            var words = waiting.Count == 1
                ? Translated.Of("1 received mail waits to be taken in; it came {0}.", Moments.Age(since, now))
                : Translated.Of("{0} received mails wait to be taken in; the first came {1}.", waiting.Count, Moments.Age(since, now));
            return now - since < LongWait
                ? new HealthPart(Translated.Of("Taking in mail"), true, words)
                : new HealthPart(Translated.Of("Taking in mail"), false, $"{words} {Translated.Of("What waits is kept and announced again. While a large mailbox is read for the first time, the number falls by itself; else look whether the bus answers, and at the log of the helpdesk.")}");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return new HealthPart(Translated.Of("Taking in mail"), false, Translated.Of("What waits is not known: the mail store does not answer."));
        }
    }

    private async Task<HealthPart> SendingAsync(CancellationToken cancellation)
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync(cancellation);
            var waiting = await connection.ExecuteScalarAsync<long>(
                "select count(*) from outgoing where state <> 'Sent' and not superseded and revision = 0 and queued_at < @before", new { before = time.GetUtcNow() - Overdue });
            return waiting == 0
                ? new HealthPart(Translated.Of("Sending"), true, Translated.Of("Every reply has been taken over by the sending service."))
                : new HealthPart(Translated.Of("Sending"), false, Translated.Of("{0} replies wait to be taken over. They are kept and sent when the sending service runs again; look at its log.", waiting));
        }
        catch (Exception exception) when (exception is NpgsqlException or OperationCanceledException)
        {
            return new HealthPart(Translated.Of("Sending"), false, Translated.Of("The database does not answer."));
        }
    }
}
