using Npgsql;

namespace HelpdeskMail.ServiceDefaults.Bus.Storage;

/// <summary>How the bus connects.</summary>
internal static class BusConnectionString
{
    /// <summary>
    /// Connection string of the bus's pool. Sequential scans are switched off on it: the queue is often empty when a statement is planned and
    /// holds a hundred thousand rows when it runs, and each statement has its index. Commits wait for the disk whatever the server's default is,
    /// since a sender goes on when its message is committed. Connections go back as they are: nothing that a statement sets outlives its transaction.
    /// </summary>
    public static string From(BusStorage storage)
    {
        var builder = new NpgsqlConnectionStringBuilder(storage.ConnectionString);
        builder.SearchPath = storage.Schema;
        builder.ApplicationName = $"{AppDomain.CurrentDomain.FriendlyName} bus";
        builder.Options = $"{builder.Options} -c enable_seqscan=off -c jit=off -c synchronous_commit=on".Trim();
        builder.MinPoolSize = 0;
        builder.MaxPoolSize = storage.MaxConnections;
        builder.ConnectionIdleLifetime = 15;
        builder.ConnectionPruningInterval = 5;
        builder.MaxAutoPrepare = 20;
        builder.AutoPrepareMinUsages = 2;
        builder.NoResetOnClose = true;
        builder.KeepAlive = 30;
        builder.Timeout = 10;
        return builder.ConnectionString;
    }
}
