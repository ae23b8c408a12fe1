using MassTransit.SqlTransport;
using MassTransit.SqlTransport.Configuration;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>The address of the bus, <c>db://HOST:PORT/DATABASE.SCHEMA</c>, and the way to its connections.</summary>
internal sealed class PostgresHostSettings : ConfigurationSqlHostSettings
{
    private readonly PostgresTransport transport;

    public PostgresHostSettings(PostgresTransport transport, string connectionString)
    {
        this.transport = transport;
        var parts = new NpgsqlConnectionStringBuilder(connectionString);
        Host = parts.Host!.Split(',')[0] is { } host && host.StartsWith('/') ? "localhost" : parts.Host.Split(',')[0];
        Port = parts.Port == NpgsqlConnection.DefaultPort ? null : parts.Port;
        Database = parts.Database;
        VirtualHost = Symbol(parts.Database ?? "postgres");
        Area = transport.Database.Schema;
        Schema = transport.Database.Schema;
    }

    public override ConnectionContextFactory CreateConnectionContextFactory(ISqlHostConfiguration configuration) =>
        new PostgresConnectionContextFactory(transport, configuration.HostAddress);

    /// <summary>Addresses allow letters, digits and underscores.</summary>
    private static string Symbol(string name)
    {
        var symbol = string.Concat(name.Select(character => char.IsAsciiLetterOrDigit(character) ? character : '_'));
        return char.IsAsciiDigit(symbol[0]) ? $"_{symbol}" : symbol;
    }
}
