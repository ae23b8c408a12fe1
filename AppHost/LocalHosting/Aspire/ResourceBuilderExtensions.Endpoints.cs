using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Adds an endpoint.</summary>
    /// <param name="builder">The resource that listens.</param>
    /// <param name="port">The port others use; null for any free one.</param>
    /// <param name="targetPort">The port the process listens on, where that is another.</param>
    /// <param name="scheme">Scheme of the address; tcp unless told.</param>
    /// <param name="name">Name of the endpoint; its scheme unless told.</param>
    /// <param name="env">Environment variable that tells the process its port.</param>
    /// <param name="isProxied">Whether Aspire may put a proxy before it.</param>
    /// <param name="isExternal">Whether it is meant for the outside.</param>
    /// <param name="protocol">TCP unless told.</param>
    /// <exception cref="DistributedApplicationException">The resource has an endpoint of that name.</exception>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? scheme = null,
        string? name = null,
        string? env = null,
        bool isProxied = true,
        bool? isExternal = null,
        ProtocolType? protocol = null)
        where T : IResourceWithEndpoints
    {
        var endpoint = new EndpointAnnotation(protocol ?? ProtocolType.Tcp, scheme, transport: null, name, port, targetPort, isExternal, isProxied) { PortVariable = env };
        if (builder.FindEndpoint(endpoint.Name) is not null)
        {
            throw new DistributedApplicationException($"Endpoint with name '{endpoint.Name}' already exists on the resource '{builder.Resource.Name}'. Give each endpoint a name of its own.");
        }

        builder.WithAnnotation(endpoint);
        return env is null || builder.Resource is not IResourceWithEnvironment
            ? builder
            : builder.WithAnnotation(new EnvironmentSetting(variables =>
                variables[env] = builder.GetEndpoint(endpoint.Name).Property(EndpointProperty.TargetPort)));
    }

    /// <summary>Changes an endpoint, or adds it when there is none of that name.</summary>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder,
        string endpointName,
        Action<EndpointAnnotation> callback,
        bool createIfNotExists = true)
        where T : IResourceWithEndpoints
    {
        var endpoint = builder.FindEndpoint(endpointName);
        if (endpoint is null && createIfNotExists)
        {
            endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: endpointName);
            builder.WithAnnotation(endpoint);
        }

        if (endpoint is not null)
        {
            callback(endpoint);
        }

        return builder;
    }

    /// <summary>Says that the HTTP endpoints are meant for the outside.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        foreach (var endpoint in builder.Resource.Annotations.OfType<EndpointAnnotation>().Where(endpoint => endpoint.UriScheme is "http" or "https"))
        {
            endpoint.IsExternal = true;
        }

        return builder;
    }

    /// <summary>Refers to an endpoint, which may be described later.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => new(builder.Resource, name);

    /// <summary>Asks an HTTP address whether the resource is healthy.</summary>
    /// <param name="builder">The resource that listens.</param>
    /// <param name="path">Path to ask for; / unless told.</param>
    /// <param name="statusCode">Answer of a healthy resource; 200 unless told.</param>
    /// <param name="endpointName">Endpoint to ask; http unless told.</param>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder,
        string? path = null,
        int? statusCode = null,
        string? endpointName = null)
        where T : IResourceWithEndpoints =>
        builder.WithAnnotation(new HttpHealthCheckSetting(endpointName ?? "http", path ?? "/", statusCode ?? 200));

    private static EndpointAnnotation? FindEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints =>
        builder.Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(endpoint => string.Equals(endpoint.Name, name, StringComparison.OrdinalIgnoreCase));
}
