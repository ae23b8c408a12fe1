using MassTransit.SqlTransport;
using MassTransit.Transports;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>Makes the core's connection contexts on the process's one <see cref="PostgresTransport"/>.</summary>
internal sealed class PostgresConnectionContextFactory(PostgresTransport transport, Uri hostAddress) : ConnectionContextFactory
{
    protected override ConnectionContext CreateConnection(ITransportSupervisor<ConnectionContext> supervisor) =>
        new PostgresConnectionContext(transport, hostAddress, supervisor.Stopped);
}
