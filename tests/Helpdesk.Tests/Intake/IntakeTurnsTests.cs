using HelpdeskMail.Helpdesk.Intake;

namespace HelpdeskMail.Helpdesk.Tests.Intake;

public sealed class IntakeTurnsTests
{
    private readonly StoppedClock time = new();

    [Fact]
    public async Task Everything_goes_at_once_while_nobody_asks_for_a_page()
    {
        var turns = new IntakeTurns(time);
        for (var mail = 0; mail < 12; mail++)
        {
            await turns.TakeAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task One_goes_after_the_other_while_pages_are_asked_for()
    {
        var turns = new IntakeTurns(time);
        turns.PageAskedFor();
        var first = await turns.TakeAsync(TestContext.Current.CancellationToken);
        var second = turns.TakeAsync(TestContext.Current.CancellationToken).AsTask();
        var third = turns.TakeAsync(TestContext.Current.CancellationToken).AsTask();

        second.IsCompleted.ShouldBeFalse();
        first.Dispose();
        first.Dispose();
        await second;
        third.IsCompleted.ShouldBeFalse();
    }

    [Fact]
    public async Task All_that_wait_go_once_nobody_asks_any_more()
    {
        var turns = new IntakeTurns(time);
        turns.PageAskedFor();
        var first = await turns.TakeAsync(TestContext.Current.CancellationToken);
        var others = Enumerable.Range(0, 5).Select(_ => turns.TakeAsync(TestContext.Current.CancellationToken).AsTask()).ToList();

        time.Now += TimeSpan.FromSeconds(2);
        first.Dispose();

        await Task.WhenAll(others);
    }

    [Fact]
    public async Task One_more_goes_when_the_turn_is_not_given_on_for_long()
    {
        var turns = new IntakeTurns(time);
        turns.PageAskedFor();
        await turns.TakeAsync(TestContext.Current.CancellationToken);
        var second = turns.TakeAsync(TestContext.Current.CancellationToken).AsTask();
        second.IsCompleted.ShouldBeFalse();

        time.Elapse();

        await second;
    }

    [Fact]
    public async Task One_that_gave_up_waiting_keeps_no_turn()
    {
        var turns = new IntakeTurns(time);
        turns.PageAskedFor();
        var first = await turns.TakeAsync(TestContext.Current.CancellationToken);
        using var tired = new CancellationTokenSource();
        var left = turns.TakeAsync(tired.Token).AsTask();
        var patient = turns.TakeAsync(TestContext.Current.CancellationToken).AsTask();

        await tired.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => left);
        first.Dispose();

        await patient;
    }

    [Fact]
    public async Task Mail_waits_for_others_to_come_with_while_people_read_and_for_nobody_else()
    {
        var turns = new IntakeTurns(time);
        turns.GatherAsync().IsCompleted.ShouldBeTrue();

        turns.PageAskedFor();
        var gathering = turns.GatherAsync();
        gathering.IsCompleted.ShouldBeFalse();

        time.Elapse();
        await gathering;
    }

    private sealed class StoppedClock : TimeProvider
    {
        private readonly List<Action> timers = [];

        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            timers.Add(() => callback(state));
            return new NoTimer();
        }

        /// <summary>The time of all timers is over.</summary>
        public void Elapse()
        {
            var due = timers.ToList();
            timers.Clear();
            due.ForEach(fire => fire());
        }
    }

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
