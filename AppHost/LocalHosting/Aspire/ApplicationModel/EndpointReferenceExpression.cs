using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>One part of an endpoint's address.</summary>
/// <param name="endpointReference">The endpoint.</param>
/// <param name="property">The part.</param>
public sealed class EndpointReferenceExpression(EndpointReference endpointReference, EndpointProperty property) : IManifestExpressionProvider, IValueProvider
{
    /// <summary>The endpoint.</summary>
    public EndpointReference Endpoint { get; } = endpointReference;

    /// <summary>The part.</summary>
    public EndpointProperty Property { get; } = property;

    /// <inheritdoc/>
    public string ValueExpression => Property switch
    {
        EndpointProperty.Url => Endpoint.Expression("url"),
        EndpointProperty.Host or EndpointProperty.IPV4Host => Endpoint.Expression("host"),
        EndpointProperty.Port => Endpoint.Expression("port"),
        EndpointProperty.Scheme => Endpoint.Expression("scheme"),
        EndpointProperty.TargetPort => Endpoint.Expression("targetPort"),
        EndpointProperty.HostAndPort => $"{Endpoint.Expression("host")}:{Endpoint.Expression("port")}",
        _ => throw new InvalidOperationException($"The endpoint property {Property} is not known."),
    };

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Property switch
    {
        EndpointProperty.Url => Endpoint.Url,
        EndpointProperty.Host => Endpoint.Host,
        EndpointProperty.IPV4Host => "127.0.0.1",
        EndpointProperty.Port or EndpointProperty.TargetPort => Endpoint.Port.ToString(CultureInfo.InvariantCulture),
        EndpointProperty.Scheme => Endpoint.Scheme,
        EndpointProperty.HostAndPort => $"{Endpoint.Host}:{Endpoint.Port}",
        _ => throw new InvalidOperationException($"The endpoint property {Property} is not known."),
    });
}
