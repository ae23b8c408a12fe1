using MassTransit;
using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>How the bus connects.</summary>
internal static class BusConnectionString
{
    public const string DefaultSchema = "bus";

    /// <summary>
    /// Connection string of the bus's pool. Sequential scans are switched off on it: the queue is often empty when a statement is planned and
    /// holds a hundred thousand rows when it runs, and each statement has its index.
    /// </summary>
    /// <exception cref="ConfigurationException">No connection string or host was given.</exception>
    public static string From(SqlTransportOptions options)
    {
        var builder = new NpgsqlConnectionStringBuilder(options.ConnectionString ?? "");
        builder.Host = options.Host ?? builder.Host;
        builder.Port = options.Port ?? builder.Port;
        builder.Database = options.Database ?? builder.Database;
        builder.Username = options.Username ?? builder.Username;
        builder.Password = options.Password ?? builder.Password;
        if (string.IsNullOrWhiteSpace(builder.Host))
        {
            throw new ConfigurationException("The bus has no database: set ConnectionStrings:helpdesk.");
        }

        builder.SearchPath = options.Schema ?? DefaultSchema;
        builder.ApplicationName = $"{AppDomain.CurrentDomain.FriendlyName} bus";
        builder.Options = $"{builder.Options} -c enable_seqscan=off -c jit=off".Trim();
        builder.MinPoolSize = 0;
        builder.MaxPoolSize = options.ConnectionLimit ?? 6;
        builder.ConnectionIdleLifetime = 15;
        builder.ConnectionPruningInterval = 5;
        builder.MaxAutoPrepare = 20;
        builder.AutoPrepareMinUsages = 2;
        builder.KeepAlive = 30;
        builder.Timeout = 10;
        return builder.ConnectionString;
    }
}
