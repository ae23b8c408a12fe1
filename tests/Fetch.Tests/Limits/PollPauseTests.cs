using HelpdeskMail.Fetch.Polling;

namespace HelpdeskMail.Fetch.Tests.Limits;

public sealed class PollPauseTests
{
    [Fact]
    public void Pause_is_short_after_mail_and_doubles_to_the_interval_while_none_comes()
    {
        var pause = new PollPause(TimeSpan.FromMinutes(2));

        pause.Next(found: true).ShouldBe(TimeSpan.FromSeconds(10));
        new[] { pause.Next(false), pause.Next(false), pause.Next(false), pause.Next(false), pause.Next(false) }
            .ShouldBe([TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(40), TimeSpan.FromSeconds(80), TimeSpan.FromSeconds(120), TimeSpan.FromSeconds(120)]);
        pause.Next(found: true).ShouldBe(TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(30, 5)]
    [InlineData(3600, 300)]
    public void Shortest_pause_is_a_twelfth_of_the_interval_but_not_under_five_seconds_and_never_over_the_interval(int interval, int shortest) =>
        new PollPause(TimeSpan.FromSeconds(interval)).Next(found: true).ShouldBe(TimeSpan.FromSeconds(shortest));

    [Fact]
    public void Server_that_tells_of_changes_is_trusted_more_and_more_until_it_misses_one()
    {
        var pause = new PollPause(TimeSpan.FromMinutes(1));

        pause.NextWhereTold(missed: false, unasked: false).ShouldBe(TimeSpan.FromMinutes(5));
        pause.NextWhereTold(missed: false, unasked: true).ShouldBe(TimeSpan.FromMinutes(10));
        pause.NextWhereTold(missed: false, unasked: true).ShouldBe(TimeSpan.FromMinutes(20));
        pause.NextWhereTold(missed: false, unasked: false).ShouldBe(TimeSpan.FromMinutes(20));
        pause.NextWhereTold(missed: false, unasked: true).ShouldBe(TimeSpan.FromMinutes(40));
        pause.NextWhereTold(missed: false, unasked: true).ShouldBe(TimeSpan.FromMinutes(40));
        pause.NextWhereTold(missed: true, unasked: true).ShouldBe(TimeSpan.FromMinutes(1));
    }
}
