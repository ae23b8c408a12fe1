using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.Fixtures.RabbitMq;

namespace HelpdeskMail.Fixtures;

/// <summary>
/// Ends the servers that a test process shares when its tests are done. Left to the end of the process, it takes the runner's last second on a busy machine, and the runner says that it waits for threads.
/// </summary>
public sealed class SharedServers : IAsyncDisposable
{
    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await PostgresCluster.EndSharedAsync();
        await RabbitMqServer.EndSharedAsync();
    }
}
