namespace Aspire.Hosting.ApplicationModel;

/// <summary>A RabbitMQ broker.</summary>
public sealed class RabbitMQServerResource : ContainerResource, IResourceWithConnectionString
{
    private const string DefaultUserName = "guest";

    /// <summary>Describes a broker; without <paramref name="userName"/> its user is guest.</summary>
    public RabbitMQServerResource(string name, ParameterResource? userName, ParameterResource password)
        : base(name)
    {
        UserNameParameter = userName;
        PasswordParameter = password;
        PrimaryEndpoint = new EndpointReference(this, "tcp");
    }

    /// <summary>Where it listens for AMQP.</summary>
    public EndpointReference PrimaryEndpoint { get; }

    /// <summary>The user, when it is not guest.</summary>
    public ParameterResource? UserNameParameter { get; }

    /// <summary>The user's password.</summary>
    public ParameterResource PasswordParameter { get; }

    /// <inheritdoc/>
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create(
        $"amqp://{UserNameReference}:{PasswordParameter:uri}@{PrimaryEndpoint.Property(EndpointProperty.Host)}:{PrimaryEndpoint.Property(EndpointProperty.Port)}");

    internal ReferenceExpression UserNameReference =>
        UserNameParameter is null ? ReferenceExpression.Create($"{DefaultUserName}") : ReferenceExpression.Create($"{UserNameParameter}");

    IEnumerable<KeyValuePair<string, ReferenceExpression>> IResourceWithConnectionString.GetConnectionProperties() =>
    [
        new("Host", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Host)}")),
        new("Port", ReferenceExpression.Create($"{PrimaryEndpoint.Property(EndpointProperty.Port)}")),
        new("Username", UserNameReference),
        new("Password", ReferenceExpression.Create($"{PasswordParameter}")),
        new("Uri", ConnectionStringExpression),
    ];
}
