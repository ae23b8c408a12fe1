using HelpdeskMail.AppHost.LocalHosting.Running;

namespace HelpdeskMail.AppHost.Tests.Running;

public sealed class RestartPolicyTests
{
    [Fact]
    public void Pauses_grow_and_end()
    {
        var policy = new RestartPolicy(enabled: true);

        Enumerable.Range(0, 6).Select(_ => policy.Next(TimeSpan.FromSeconds(1))?.TotalSeconds).ShouldBe([1, 2, 4, 8, 16, null]);
    }

    [Fact]
    public void Resource_that_ran_for_a_while_starts_from_the_beginning()
    {
        var policy = new RestartPolicy(enabled: true);
        policy.Next(TimeSpan.FromSeconds(1));
        policy.Next(TimeSpan.FromSeconds(1));

        policy.Next(TimeSpan.FromMinutes(2)).ShouldBe(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Nothing_is_started_again_when_that_is_off() =>
        new RestartPolicy(enabled: false).Next(TimeSpan.FromHours(1)).ShouldBeNull();
}
