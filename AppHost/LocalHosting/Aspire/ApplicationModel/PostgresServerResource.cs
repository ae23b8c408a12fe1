namespace Aspire.Hosting.ApplicationModel;

/// <summary>A PostgreSQL server.</summary>
public sealed class PostgresServerResource : ContainerResource, IResourceWithConnectionString
{
    private const string DefaultUserName = "postgres";

    /// <summary>Describes a server; without <paramref name="userName"/> its user is postgres.</summary>
    public PostgresServerResource(string name, ParameterResource? userName, ParameterResource password)
        : base(name)
    {
        UserNameParameter = userName;
        PasswordParameter = password;
        PrimaryEndpoint = new EndpointReference(this, "tcp");
    }

    /// <summary>Where it listens.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>The user, when it is not postgres.</summary>
    public ParameterResource? UserNameParameter { get; set; }

    /// <summary>The user's password.</summary>
    public ParameterResource PasswordParameter { get; set; }

    /// <summary>The user as part of an expression.</summary>
    public ReferenceExpression UserNameReference =>
        UserNameParameter is null ? ReferenceExpression.Create($"{DefaultUserName}") : ReferenceExpression.Create($"{UserNameParameter}");

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"Host={PrimaryEndpoint.Property(EndpointProperty.Host)};Port={PrimaryEndpoint.Property(EndpointProperty.Port)};Username={UserNameReference};Password={PasswordParameter}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() => Properties(database: null);

    internal IEnumerable<KeyValuePair<string, ReferenceExpression>> Properties(string? database)
    {
        var path = database is null ? "" : $"/{Uri.EscapeDataString(database)}";
        yield return new("Host", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Host)}"));
        yield return new("Port", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Port)}"));
        yield return new("Username", UserNameReference);
        yield return new("Password", ReferenceExpression.Create($"{PasswordParameter}"));
        yield return new("Uri", ReferenceExpression.Create(
            $"postgresql://{UserNameReference}:{PasswordParameter:uri}@{PrimaryEndpoint.Property(EndpointProperty.Host)}:{PrimaryEndpoint.Property(EndpointProperty.Port)}{path}"));
        yield return new("JdbcConnectionString", ReferenceExpression.Create(
            $"jdbc:postgresql://{PrimaryEndpoint.Property(EndpointProperty.Host)}:{PrimaryEndpoint.Property(EndpointProperty.Port)}{path}"));
        if (database is not null)
        {
            yield return new("DatabaseName", ReferenceExpression.Create($"{database}"));
        }
    }
}
