namespace Aspire.Hosting.ApplicationModel;

/// <summary>A database of a PostgreSQL server; it is created when the server first runs.</summary>
/// <param name="name">Name within the model.</param>
/// <param name="databaseName">Name within the server.</param>
/// <param name="postgresParentResource">The server.</param>
public sealed class PostgresDatabaseResource(string name, string databaseName, PostgresServerResource postgresParentResource)
    : Resource(name), IResourceWithParent<PostgresServerResource>, IResourceWithConnectionString
{
    /// <summary>The server.</summary>
    public PostgresServerResource Parent { get; } = postgresParentResource;

    /// <summary>Name within the server.</summary>
    public string DatabaseName { get; } = databaseName;

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{new ConnectionStringOf(Parent)};Database={DatabaseName}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() => Parent.Properties(DatabaseName);
}
