using MassTransit.SqlTransport;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>An open connection that its holder disposes.</summary>
internal sealed class PostgresTransportConnection(NpgsqlConnection connection) : ISqlTransportConnection
{
    public NpgsqlConnection Connection => connection;

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
