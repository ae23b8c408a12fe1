using HelpdeskMail.ServiceDefaults.Bus.Storage;
using MassTransit;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>Reads the options that the SQL transport shares between databases.</summary>
internal static class TransportOptions
{
    /// <summary>A connection string, single parts, or both, of which the parts win.</summary>
    /// <exception cref="ConfigurationException">Neither names a host.</exception>
    public static BusStorage ToStorage(this SqlTransportOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString ?? "");
        builder.Host = options.Host ?? builder.Host;
        builder.Port = options.Port ?? builder.Port;
        builder.Database = options.Database ?? builder.Database;
        builder.Username = options.Username ?? builder.Username;
        builder.Password = options.Password ?? builder.Password;
        return string.IsNullOrWhiteSpace(builder.Host)
            ? throw new ConfigurationException("The bus has no database: set ConnectionStrings:helpdesk.")
            : new BusStorage(
                builder.ConnectionString,
                options.Schema ?? BusStorage.DefaultSchema,
                options.ConnectionLimit ?? BusStorage.DefaultMaxConnections);
    }
}
