using HelpdeskMail.Fetch.Polling;

namespace HelpdeskMail.Fetch.Tests.Limits;

public sealed class ReconnectPauseTests
{
    private static readonly TimeSpan Young = TimeSpan.FromSeconds(2);

    [Fact]
    public void Server_that_closes_each_young_connection_is_knocked_at_less_and_less()
    {
        var pause = new ReconnectPause(TimeSpan.FromSeconds(10));

        Enumerable.Range(0, 6).Select(_ => pause.Next(Young, stored: false).TotalSeconds).ShouldBe([1, 2, 4, 8, 10, 10]);
    }

    [Fact]
    public void Connection_that_was_old_or_brought_mail_is_made_again_at_once()
    {
        var pause = new ReconnectPause(TimeSpan.FromMinutes(10));
        pause.Next(Young, stored: false);
        pause.Next(Young, stored: false);

        pause.Next(Young, stored: true).ShouldBe(TimeSpan.FromSeconds(1));
        pause.Next(Young, stored: false).ShouldBe(TimeSpan.FromSeconds(2));
        pause.Next(TimeSpan.FromMinutes(20), stored: false).ShouldBe(TimeSpan.FromSeconds(1));
    }
}
