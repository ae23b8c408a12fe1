using System.Collections.Concurrent;
using Dapper;
using HelpdeskMail.Fixtures;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.ServiceDefaults.Database;
using HelpdeskMail.ServiceDefaults.Jobs;
using Microsoft.AspNetCore.Builder;
using Quartz;

namespace HelpdeskMail.ServiceDefaults.Tests.Jobs;

public sealed class JobSetupTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private static readonly ConcurrentBag<DateTimeOffset> Firings = [];

    [Fact]
    public async Task Each_firing_runs_once_when_two_replicas_share_the_schedule()
    {
        await using var first = Build();
        await using var second = Build();
        await Task.WhenAll(first.StartAsync(), second.StartAsync());

        await Eventually.HoldsAsync("the job fired five times", () => Task.FromResult(Firings.Distinct().Count() >= 5));
        await using var connection = await database.Source.OpenConnectionAsync();
        await Eventually.HoldsAsync("both replicas check in under names of their own", async () =>
            await connection.ExecuteScalarAsync<int>("select count(distinct instance_name) from jobs.qrtz_scheduler_state") == 2);
        await Task.WhenAll(first.StopAsync(), second.StopAsync());

        Firings.Count.ShouldBe(Firings.Distinct().Count());
    }

    private WebApplication Build()
    {
        var builder = TestService.Create(database.ConnectionString);
        builder.AddDatabase<TestService.TestDatabaseMarker>("jobs");
        builder.AddJobs("jobs", quartz =>
        {
            quartz.AddJob<RecordFiring>(job => job.WithIdentity("record"));
            quartz.AddTrigger<RecordFiring>(trigger => trigger.WithIdentity("often").ForJob("record").WithSimpleSchedule(schedule => schedule.WithInterval(TimeSpan.FromSeconds(1)).RepeatForever()));
        });
        return builder.Build();
    }

    private sealed class RecordFiring : IJob
    {
        public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
        {
            Firings.Add(context.ScheduledFireTimeUtc!.Value);
            return ValueTask.CompletedTask;
        }
    }
}
