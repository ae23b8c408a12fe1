using HelpdeskMail.OAuth.Health;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;
using Npgsql;
using Quartz;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>
/// Asks for fresh access tokens ahead of their end, and judges every system email's state anew, since time alone changes some. Each firing runs on one replica; run twice it does nothing the
/// second time, cut off half-way the next firing does the rest.
/// </summary>
[DisallowConcurrentExecution]
public sealed partial class RefreshJob(TokenTable tokens, TokenKeeper keeper, SystemEmailTable emails, NpgsqlDataSource database, TimeProvider time, ILogger<RefreshJob> logger) : IJob
{
    /// <summary>Pause between two firings.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    private const int AtOnce = 4;
    private const int Most = 200;

    /// <summary>Adds the job and its trigger.</summary>
    public static void Schedule(IQuartzBuilder quartz)
    {
        var key = new JobKey("refresh-tokens");
        quartz.AddJob<RefreshJob>(job => job.WithIdentity(key).StoreDurably());
        quartz.AddTrigger(trigger => trigger.ForJob(key).WithIdentity("refresh-tokens").StartNow()
            .WithSimpleSchedule(schedule => schedule.WithInterval(Interval).RepeatForever()));
    }

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var now = time.GetUtcNow();
        var known = await tokens.DueAsync(cancellationToken);
        var due = (await emails.ListAsync(removedToo: false, cancellationToken))
            .Where(email => email is { Paused: false, Linked: true })
            .SelectMany(email => TokenProfiles.Of(email).Select(profile => (email.Id, profile.Resource, Row: known[email.Id].FirstOrDefault(row => row.Resource == profile.Resource))))
            .Where(token => token.Row?.IsDue(now) != false)
            // What is only looked after, whether it was mended elsewhere, puts off nothing that works.
            .OrderBy(token => token.Row?.Refused == true)
            .ThenBy(token => token.Row?.RefreshDueAt)
            .Take(Most);
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (token, cancellation) =>
            {
                try
                {
                    await keeper.GetAsync(token.Id, token.Resource, new TokenNeed.StayFresh(), cancellation);
                }
                catch (Exception exception) when (!cancellation.IsCancellationRequested)
                {
                    // One that cannot be renewed must not keep the others from it.
                    LogNotRenewed(logger, exception, token.Id);
                }
            });
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        foreach (var email in await emails.ListAsync(removedToo: false, cancellationToken))
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await HealthBook.ReassessAsync(connection, email.Id, time.GetUtcNow(), cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
    }

    [LoggerMessage(EventId = 13, EventName = "token.not_renewed", Level = LogLevel.Error, Message = "System email {SystemEmailId}: renewing its token failed unexpectedly; it is tried again at the next firing")]
    private static partial void LogNotRenewed(ILogger logger, Exception exception, Guid systemEmailId);
}
