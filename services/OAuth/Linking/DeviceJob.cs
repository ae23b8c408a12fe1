using Quartz;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>Asks about device codes whose page nobody keeps open. Each question is taken by one replica; run twice it finds nothing due, cut off half-way the next firing goes on.</summary>
[DisallowConcurrentExecution]
internal sealed class DeviceJob(LinkAttemptTable attempts, DeviceJourney devices, TimeProvider time) : IJob
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Adds the job and its trigger.</summary>
    public static void Schedule(IQuartzBuilder quartz)
    {
        var key = new JobKey("device-codes");
        quartz.AddJob<DeviceJob>(job => job.WithIdentity(key).StoreDurably());
        quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity("device-codes").StartNow().WithSimpleSchedule(schedule => schedule.WithInterval(Interval).RepeatForever()));
    }

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var id in await attempts.WaitingCodesAsync(time.GetUtcNow(), cancellationToken))
        {
            await devices.PollAsync(id, cancellationToken);
        }
    }
}
