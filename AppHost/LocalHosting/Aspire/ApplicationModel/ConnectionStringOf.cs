namespace Aspire.Hosting.ApplicationModel;

/// <summary>Refers to the connection string of a resource.</summary>
/// <param name="resource">The resource.</param>
/// <param name="optional">Whether it may be missing.</param>
internal sealed class ConnectionStringOf(IResourceWithConnectionString resource, bool optional = false) : IManifestExpressionProvider, IValueProvider
{
    public string ValueExpression => resource.ValueExpression;

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var value = await resource.GetConnectionStringAsync(cancellationToken);
        return value is null && !optional
            ? throw new DistributedApplicationException($"The connection string for the resource '{resource.Name}' is not available.")
            : value;
    }
}
