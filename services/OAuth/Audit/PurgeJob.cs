using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using Quartz;

namespace HelpdeskMail.OAuth.Audit;

/// <summary>
/// Forgets by age: attempts to link, the audit trail, and sooner the visits of browsers that nobody knows. Each firing deletes in small steps, so that it holds nothing up; run twice it finds nothing the second time.
/// </summary>
[DisallowConcurrentExecution]
public sealed class PurgeJob(NpgsqlDataSource database, IOptions<PurgeSettings> settings, TimeProvider time) : IJob
{
    private const int Step = 5000;
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Adds the job and its trigger.</summary>
    public static void Schedule(IQuartzBuilder quartz)
    {
        var key = new JobKey("purge");
        quartz.AddJob<PurgeJob>(job => job.WithIdentity(key).StoreDurably());
        quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity("purge").StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(Interval).RepeatForever()));
    }

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) => await PurgeAsync(cancellationToken);

    /// <summary>Forgets what is old enough now.</summary>
    public async Task PurgeAsync(CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var keep = settings.Value;
        await using var connection = await database.OpenConnectionAsync(cancellation);
        await DeleteAsync(connection, "delete from link_attempt where id in (select id from link_attempt where started_at < @before limit @Step)", now.AddDays(-keep.KeepAttemptsDays), cancellation);
        await DeleteAsync(
            connection, "delete from audit where id in (select id from audit where at < @before and admin_id is null limit @Step)", now.AddDays(-keep.KeepRefusalsDays), cancellation);
        await DeleteAsync(connection, "delete from audit where id in (select id from audit where at < @before limit @Step)", now.AddDays(-keep.KeepDays), cancellation);
    }

    private static async Task DeleteAsync(NpgsqlConnection connection, string sql, DateTimeOffset before, CancellationToken cancellation)
    {
        while (await connection.ExecuteAsync(new CommandDefinition(sql, new { before, Step }, cancellationToken: cancellation)) == Step)
        {
        }
    }
}
