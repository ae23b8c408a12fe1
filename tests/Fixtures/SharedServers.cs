using System.Collections.Concurrent;
using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.Fixtures.RabbitMq;

namespace HelpdeskMail.Fixtures;

/// <summary>
/// Ends the servers that a test process shares when its tests are done. Left to the end of the process, it takes the runner's last second on a busy machine, and the runner says that it waits for threads.
/// </summary>
public sealed class SharedServers : IAsyncDisposable
{
    private static readonly ConcurrentBag<Task> Ending = [];

    /// <summary>Ends what a test has used while the next test begins: a bus takes a second to stop, which hundreds of tests would wait for.</summary>
    /// <param name="end">Ends what nothing looks at any more.</param>
    public static void EndLater(Func<Task> end) => Ending.Add(Task.Run(async () =>
    {
        try
        {
            await end();
        }
        catch (OperationCanceledException)
        {
            // A host stops waiting for its services after some seconds, which a busy machine may take longer than; no test looks at it any more.
        }
    }));

    /// <summary>Ends what a test has used, one after the other, likewise.</summary>
    /// <param name="used">What nothing looks at any more, in this order.</param>
    public static void EndLater(params IReadOnlyList<IAsyncDisposable> used) => EndLater(async () =>
    {
        foreach (var one in used)
        {
            await one.DisposeAsync();
        }
    });

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Task.WhenAll(Ending);
        }
        finally
        {
            await PostgresCluster.EndSharedAsync();
            await RabbitMqServer.EndSharedAsync();
        }
    }
}
