namespace HelpdeskMail.ServiceDefaults.Bus.Storage;

/// <summary>Where the bus keeps what it keeps in PostgreSQL.</summary>
/// <param name="ConnectionString">Connection string of the service's database.</param>
/// <param name="Schema">Schema of the bus's tables.</param>
/// <param name="MaxConnections">Most connections of one process.</param>
internal sealed record BusStorage(string ConnectionString, string Schema, int MaxConnections)
{
    public const string DefaultSchema = "bus";
    public const int DefaultMaxConnections = 6;
}
