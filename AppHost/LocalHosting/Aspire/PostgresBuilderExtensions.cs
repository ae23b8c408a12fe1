using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds PostgreSQL to the model.</summary>
public static class PostgresBuilderExtensions
{
    private const int Port = 5432;
    private const int PasswordLength = 22;

    /// <summary>Adds a server with the user postgres and a generated password unless told otherwise.</summary>
    public static IResourceBuilder<PostgresServerResource> AddPostgres(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        var passwordParameter = password?.Resource
            ?? ParameterResourceBuilderExtensions.Create(builder, $"{name}-password", new GenerateParameterDefault { MinLength = PasswordLength }, secret: true, persist: true);
        var server = new PostgresServerResource(name, userName?.Resource, passwordParameter);
        return builder.AddResource(server)
            .WithAnnotation(new ContainerImage("docker.io/library/postgres:17.6"))
            .WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, name: "tcp", port: port, targetPort: Port))
            .WithAnnotation(new EnvironmentSetting(variables =>
            {
                variables["POSTGRES_HOST_AUTH_METHOD"] = "scram-sha-256";
                variables["POSTGRES_INITDB_ARGS"] = "--auth-host=scram-sha-256 --auth-local=scram-sha-256";
                variables["POSTGRES_USER"] = server.UserNameReference;
                variables["POSTGRES_PASSWORD"] = server.PasswordParameter;
            }));
    }

    /// <summary>Adds a database, named as the resource unless told; it is created where it is missing.</summary>
    public static IResourceBuilder<PostgresDatabaseResource> AddDatabase(
        this IResourceBuilder<PostgresServerResource> builder,
        string name,
        string? databaseName = null) =>
        builder.ApplicationBuilder.AddResource(new PostgresDatabaseResource(name, databaseName ?? name, builder.Resource));

    /// <summary>Keeps the data when the server stops.</summary>
    public static IResourceBuilder<PostgresServerResource> WithDataVolume(
        this IResourceBuilder<PostgresServerResource> builder,
        string? name = null,
        bool isReadOnly = false) =>
        builder.WithAnnotation(new ContainerVolume(name ?? $"{builder.Resource.Name}-data", "/var/lib/postgresql/data", isReadOnly));
}
