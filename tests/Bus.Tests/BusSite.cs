using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.ServiceDefaults.Bus;

namespace HelpdeskMail.Bus.Tests;

/// <summary>A bus of a test's own: a schema in PostgreSQL, or a virtual host in RabbitMQ with a schema for what is scheduled.</summary>
public sealed class BusSite
{
    private static readonly Lazy<Task<string>> Database = new(async () => await (await PostgresCluster.SharedAsync()).CreateDatabaseAsync("bus"));

    private BusSite(BusTransport transport, string schema, string connectionString, Dictionary<string, string?> settings)
    {
        Transport = transport;
        Schema = schema;
        ConnectionString = connectionString;
        Settings = settings;
    }

    public BusTransport Transport { get; }

    public string Schema { get; }

    public string ConnectionString { get; }

    public IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>A fresh bus on the transport, from the servers that the tests share.</summary>
    public static async Task<BusSite> CreateAsync(BusTransport transport) => await CreateAsync(transport, await Database.Value);

    /// <summary>A fresh bus in the database given.</summary>
    public static Task<BusSite> CreateAsync(BusTransport transport, string connectionString)
    {
        var schema = $"t_{Guid.NewGuid():N}";
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:helpdesk"] = connectionString,
            ["Bus:Transport"] = transport.ToString(),
            ["Bus:Schema"] = schema,
        };
        return Task.FromResult(new BusSite(transport, schema, connectionString, settings));
    }
}
