using HelpdeskMail.ServiceDefaults.Repeating;

namespace HelpdeskMail.ServiceDefaults.Tests.Repeating;

public sealed class RepeatTests
{
    [Fact]
    public async Task Round_that_fails_is_told_and_the_next_one_comes_until_the_service_stops()
    {
        using var stopping = new CancellationTokenSource();
        var (rounds, told) = (0, new List<Exception>());

        await Should.ThrowAsync<OperationCanceledException>(() => Repeat.EveryAsync(TimeSpan.FromMilliseconds(1), TimeProvider.System, RoundAsync, told.Add, stopping.Token));

        rounds.ShouldBe(3);
        told.Select(exception => exception.Message).ShouldBe(["one", "two"]);

        Task RoundAsync(CancellationToken cancellation)
        {
            rounds++;
            if (rounds == 3)
            {
                stopping.Cancel();
                cancellation.ThrowIfCancellationRequested();
            }

            throw rounds == 1 ? new InvalidOperationException("one") : new OperationCanceledException("two");
        }
    }
}
