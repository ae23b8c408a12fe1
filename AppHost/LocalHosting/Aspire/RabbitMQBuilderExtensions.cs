using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds RabbitMQ to the model.</summary>
public static class RabbitMQBuilderExtensions
{
    private const int Port = 5672;
    private const int ManagementPort = 15672;
    private const int PasswordLength = 22;

    /// <summary>Adds a broker with the user guest and a generated password unless told otherwise.</summary>
    public static IResourceBuilder<RabbitMQServerResource> AddRabbitMQ(
        this IDistributedApplicationBuilder builder,
        string name,
        IResourceBuilder<ParameterResource>? userName = null,
        IResourceBuilder<ParameterResource>? password = null,
        int? port = null)
    {
        // Special characters in the password trouble the broker's own tools.
        var passwordParameter = password?.Resource ?? ParameterResourceBuilderExtensions.Create(
            builder, $"{name}-password", new GenerateParameterDefault { MinLength = PasswordLength, Special = false }, secret: true, persist: true);
        var server = new RabbitMQServerResource(name, userName?.Resource, passwordParameter);
        return builder.AddResource(server)
            .WithAnnotation(new ContainerImage("docker.io/library/rabbitmq:4.2"))
            .WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, name: "tcp", port: port, targetPort: Port))
            .WithAnnotation(new EnvironmentSetting(variables =>
            {
                variables["RABBITMQ_DEFAULT_USER"] = server.UserNameReference;
                variables["RABBITMQ_DEFAULT_PASS"] = server.PasswordParameter;
            }));
    }

    /// <summary>Keeps queues and messages when the broker stops.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithDataVolume(
        this IResourceBuilder<RabbitMQServerResource> builder,
        string? name = null,
        bool isReadOnly = false) =>
        builder.WithAnnotation(new ContainerVolume(name ?? $"{builder.Resource.Name}-data", "/var/lib/rabbitmq", isReadOnly));

    /// <summary>Turns the broker's own page on, on any free port.</summary>
    public static IResourceBuilder<RabbitMQServerResource> WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder) =>
        builder.WithAnnotation(new ContainerImage("docker.io/library/rabbitmq:4.2-management"), ResourceAnnotationMutationBehavior.Replace)
            .WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, uriScheme: "http", name: "management", targetPort: ManagementPort));
}
