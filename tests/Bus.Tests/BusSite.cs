using HelpdeskMail.Fixtures.Postgres;
using HelpdeskMail.Fixtures.RabbitMq;
using HelpdeskMail.ServiceDefaults.Bus;
using Npgsql;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

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
    public static async Task<BusSite> CreateAsync(BusTransport transport, string connectionString, RabbitMqServer? broker = null)
    {
        var schema = $"t_{Guid.NewGuid():N}";
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:helpdesk"] = connectionString,
            ["Bus:Transport"] = transport.ToString(),
            ["Bus:Schema"] = schema,
        };
        if (transport == BusTransport.RabbitMq)
        {
            settings["ConnectionStrings:messaging"] = (broker ?? await RabbitMqServer.SharedAsync()).TakeVirtualHost();
        }

        return new BusSite(transport, schema, connectionString, settings);
    }

    /// <summary>How many messages wait in a queue or in one of its companions.</summary>
    public async Task<long> CountAsync(string queue, QueueKind kind = QueueKind.Main) =>
        Transport == BusTransport.RabbitMq ? await CountInBrokerAsync(queue, kind) : await CountInDatabaseAsync(queue, kind);

    private async Task<long> CountInDatabaseAsync(string queue, QueueKind kind)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
        await using var command = source.CreateCommand(
            $"select count(*) from {Schema}.message m join {Schema}.queue q on q.id = m.queue_id where q.name = $1 and q.kind = $2");
        command.Parameters.Add(new NpgsqlParameter { Value = queue });
        command.Parameters.Add(new NpgsqlParameter { Value = (short)kind });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private async Task<long> CountInBrokerAsync(string queue, QueueKind kind)
    {
        var name = kind switch { QueueKind.Error => $"{queue}_error", QueueKind.DeadLetter => $"{queue}_skipped", _ => queue };
        var factory = new ConnectionFactory { Uri = new Uri(Settings["ConnectionStrings:messaging"]!) };
        await using var connection = await factory.CreateConnectionAsync();
        await using var channel = await connection.CreateChannelAsync();
        try
        {
            return await channel.MessageCountAsync(name);
        }
        catch (OperationInterruptedException missing) when (missing.ShutdownReason?.ReplyCode == 404)
        {
            return 0;
        }
    }
}
