using HelpdeskMail.OAuth.SystemEmails;
using Quartz;

namespace HelpdeskMail.OAuth.Doctor;

/// <summary>
/// Examines every system email about once an hour, spread so that they do not all sign in at the same minute. The row in the table decides which replica does it; cut off half-way, an examination is
/// due again after a quarter of an hour. What it finds is shown on the page; the state of the system email stays what Fetch and Reply meet in their daily work.
/// </summary>
[DisallowConcurrentExecution]
public sealed partial class DoctorJob(DoctorTable table, SystemEmailTable emails, MailDoctor doctor, TimeProvider time, ILogger<DoctorJob> logger) : IJob
{
    private const int AtOnce = 4;
    private const int Most = 40;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(15);

    /// <summary>The pause between two examinations of a system email, and by how much chance may change it either way.</summary>
    private static readonly (TimeSpan Usual, TimeSpan Spread) Pause = (TimeSpan.FromMinutes(60), TimeSpan.FromMinutes(6));

    /// <summary>Adds the job and its trigger.</summary>
    public static void Schedule(IQuartzBuilder quartz)
    {
        var key = new JobKey("examine-system-emails");
        quartz.AddJob<DoctorJob>(job => job.WithIdentity(key).StoreDurably());
        quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity("examine-system-emails").StartAt(TimeProvider.System.GetUtcNow() + Interval)
            .WithSimpleSchedule(schedule => schedule.WithInterval(Interval).RepeatForever()));
    }

    /// <summary>When a system email examined now is examined again.</summary>
    public static DateTimeOffset Next(DateTimeOffset now) => now + Pause.Usual + (Pause.Spread * ((Random.Shared.NextDouble() * 2) - 1));

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        await Parallel.ForEachAsync(
            await table.TakeDueAsync(now, now + Lease, Most, cancellationToken),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (id, cancellation) =>
            {
                try
                {
                    if (await emails.FindAsync(id, cancellation) is { } email)
                    {
                        await table.KeepAsync(await doctor.ExamineAsync(email, Occasion.Hourly, cancellation), Next(time.GetUtcNow()), cancellation);
                    }
                }
                catch (Exception exception) when (!cancellation.IsCancellationRequested)
                {
                    // The others are examined all the same; this one is due again when its lease ends.
                    LogNotExamined(logger, exception, id);
                }
            });
    }

    [LoggerMessage(EventId = 50, EventName = "doctor.not_examined", Level = LogLevel.Error, Message = "System email {SystemEmailId}: its examination failed unexpectedly")]
    private static partial void LogNotExamined(ILogger logger, Exception exception, Guid systemEmailId);
}
