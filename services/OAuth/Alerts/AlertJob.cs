using Quartz;

namespace HelpdeskMail.OAuth.Alerts;

/// <summary>Watches over the links and tells admins. Each firing runs on one replica; run twice it tells nothing twice, cut off half-way the next firing does the rest.</summary>
[DisallowConcurrentExecution]
public sealed class AlertJob(AlertWatch watch, AlertCourier courier) : IJob
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>Adds the job and its trigger.</summary>
    public static void Schedule(IQuartzBuilder quartz)
    {
        var key = new JobKey("tell-admins");
        quartz.AddJob<AlertJob>(job => job.WithIdentity(key).StoreDurably());
        quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity("tell-admins").StartAt(TimeProvider.System.GetUtcNow() + Interval)
            .WithSimpleSchedule(schedule => schedule.WithInterval(Interval).RepeatForever()));
    }

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        await watch.RunAsync(cancellationToken);
        await courier.RunAsync(cancellationToken);
    }
}
