namespace Aspire.Hosting.ApplicationModel;

/// <summary>Refers to an endpoint before its port is known.</summary>
public sealed class EndpointReference : IManifestExpressionProvider, IValueProvider
{
    /// <summary>Refers to the endpoint <paramref name="endpointName"/> of <paramref name="owner"/>, which may be described later.</summary>
    public EndpointReference(IResourceWithEndpoints owner, string endpointName)
    {
        Resource = owner;
        EndpointName = endpointName;
    }

    /// <summary>The resource that listens.</summary>
    public IResourceWithEndpoints Resource { get; }

    /// <summary>The endpoint's name.</summary>
    public string EndpointName { get; }

    /// <summary>The port of this run.</summary>
    /// <exception cref="InvalidOperationException">No such endpoint, or the model does not run yet.</exception>
    public int Port => Endpoint.AllocatedPort
        ?? throw new InvalidOperationException($"The endpoint '{EndpointName}' of '{Resource.Name}' has no port yet: ports are chosen when the model starts.");

    /// <summary>The host others use.</summary>
    public string Host => "localhost";

    /// <summary>The endpoint's scheme.</summary>
    public string Scheme => Endpoint.UriScheme;

    /// <summary>The whole address of this run.</summary>
    public string Url => $"{Scheme}://{Host}:{Port}";

    /// <inheritdoc/>
    public string ValueExpression => Expression("url");

    private EndpointAnnotation Endpoint =>
        Resource.Annotations.OfType<EndpointAnnotation>().FirstOrDefault(endpoint => string.Equals(endpoint.Name, EndpointName, StringComparison.OrdinalIgnoreCase))
        ?? throw new InvalidOperationException($"The resource '{Resource.Name}' has no endpoint '{EndpointName}'.");

    /// <summary>One part of the address.</summary>
    public EndpointReferenceExpression Property(EndpointProperty property) => new(this, property);

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);

    internal string Expression(string part) => $"{{{Resource.Name}.bindings.{EndpointName}.{part}}}";
}
