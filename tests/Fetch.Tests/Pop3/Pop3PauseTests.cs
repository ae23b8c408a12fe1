using System.Collections.Concurrent;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fetch.Tests.Hosting;
using HelpdeskMail.Fetch.Tests.Scripted;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Fetch.Tests.Pop3;

public sealed class Pop3PauseTests
{
    [Fact]
    public async Task Session_that_has_deleted_all_it_was_to_delete_is_followed_by_the_usual_pause()
    {
        var clock = new NotedClock();
        await using var setting = new FetchSetting { Time = clock };
        await setting.InitializeAsync();
        await using var server = new Pop3StandIn();
        server.Deliver("one", ScriptedServer.Raw("paused"));

        await setting.LinkAsync(server, AfterStoring.Delete, receiving => receiving with { PollInterval = TimeSpan.FromHours(12) });

        await Eventually.HoldsAsync("a pause begins", () => Task.FromResult(clock.Noted.Any(pause => pause >= TimeSpan.FromHours(1))));
        clock.Noted.ShouldContain(TimeSpan.FromHours(1));
        server.Sessions.ShouldBe(1);
    }

    /// <summary>The machine's clock, and what was waited for by it.</summary>
    private sealed class NotedClock : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> Noted { get; } = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Noted.Enqueue(dueTime);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
