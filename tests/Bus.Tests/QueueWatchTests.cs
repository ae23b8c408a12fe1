using HelpdeskMail.ServiceDefaults.Bus.Postgres;

namespace HelpdeskMail.Bus.Tests;

public class QueueWatchTests
{
    [ThreadStatic]
    private static bool cancelling;

    [Fact]
    public async Task Cancelled_wait_goes_on_outside_of_the_call_that_cancels_it()
    {
        var queue = new QueueWatch("desk", new QueueRow(1, 10), TimeProvider.System);
        queue.TryBeginFetch().ShouldBeTrue();
        queue.EndFetch(mayHoldMore: false, TimeSpan.FromMinutes(10));
        using var cancellation = new CancellationTokenSource();

        // Away from the synchronisation context of the tests, as the core is: with one, nothing goes on within another's call.
        var wait = await Task.Run(() =>
        {
            var begun = GoOnAsync();
            begun.IsCompleted.ShouldBeFalse();
            cancelling = true;
            cancellation.Cancel();
            cancelling = false;
            return Task.FromResult(begun);
        });

        (await wait).ShouldBeFalse("what comes after the wait ran within the call that cancelled it");

        async Task<bool> GoOnAsync()
        {
            await queue.WaitAsync(TimeSpan.FromMinutes(10), cancellation.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return cancelling;
        }
    }
}
