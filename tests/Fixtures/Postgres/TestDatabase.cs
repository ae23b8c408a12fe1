using Npgsql;
using Xunit;

namespace HelpdeskMail.Fixtures.Postgres;

/// <summary>A fresh database on the shared cluster, for use as an xunit class fixture.</summary>
public sealed class TestDatabase : IAsyncLifetime
{
    private NpgsqlDataSource? source;

    /// <summary>Connection string of the database.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>A pooled data source on the database.</summary>
    public NpgsqlDataSource Source => source ?? throw new InvalidOperationException("The fixture is not initialised.");

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        var cluster = await PostgresCluster.SharedAsync();
        ConnectionString = await cluster.CreateDatabaseAsync();
        source = NpgsqlDataSource.Create(ConnectionString);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (source is not null)
        {
            await source.DisposeAsync();
        }
    }
}
