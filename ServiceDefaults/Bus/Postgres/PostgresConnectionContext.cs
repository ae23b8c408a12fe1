using System.Data;
using MassTransit.Middleware;
using MassTransit.SqlTransport;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>The transport core's view of the connections; they themselves belong to <see cref="PostgresTransport"/>.</summary>
internal sealed class PostgresConnectionContext(PostgresTransport transport, Uri hostAddress, CancellationToken stopping)
    : BasePipeContext(stopping), ConnectionContext
{
    public Uri HostAddress => hostAddress;

    public string? Schema => transport.Database.Schema;

    public IsolationLevel IsolationLevel => IsolationLevel.ReadCommitted;

    public ClientContext CreateClientContext(CancellationToken cancellationToken) => new PostgresClientContext(transport, this, cancellationToken);

    public async Task<ISqlTransportConnection> CreateConnection(CancellationToken cancellationToken) =>
        new PostgresTransportConnection(await transport.Database.OpenForListeningAsync(cancellationToken));

    public Task DelayUntilMessageReady(long queueId, TimeSpan timeout, CancellationToken cancellationToken) =>
        transport.Find(queueId) is { } queue
            ? queue.WaitAsync(timeout, cancellationToken)
            : Task.Delay(timeout, cancellationToken);

    public Task<T> Query<T>(Func<IDbConnection, IDbTransaction, Task<T>> callback, CancellationToken cancellationToken) =>
        transport.Database.RunAsync(
            async connection =>
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
                var result = await callback(connection, transaction);
                await transaction.CommitAsync(cancellationToken);
                return result;
            },
            cancellationToken);
}
