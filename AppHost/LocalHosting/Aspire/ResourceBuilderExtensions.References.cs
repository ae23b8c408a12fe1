using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Gives the connection string of <paramref name="source"/>, whole as <c>ConnectionStrings__NAME</c> and in parts as <c>NAME_PART</c>.</summary>
    /// <param name="builder">The resource that connects.</param>
    /// <param name="source">What it connects to.</param>
    /// <param name="connectionName">NAME; that of the source unless told.</param>
    /// <param name="optional">Whether it starts without one.</param>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        var name = connectionName ?? resource.Name;
        return builder.WithAnnotation(new EnvironmentSetting(variables =>
        {
            variables[resource.ConnectionStringEnvironmentVariable ?? $"ConnectionStrings__{name}"] = new ConnectionStringOf(resource, optional);
            foreach (var (part, value) in resource.GetConnectionProperties())
            {
                variables[$"{VariablePrefix(name)}_{part.ToUpperInvariant()}"] = value;
            }
        }));
    }

    /// <summary>Gives the addresses of <paramref name="source"/> as <c>NAME_ENDPOINT</c> and <c>services__NAME__ENDPOINT__0</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithServiceDiscovery> source)
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        return builder.WithAnnotation(new EnvironmentSetting(variables =>
        {
            foreach (var endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            {
                var reference = new EndpointReference(resource, endpoint.Name);
                variables[$"{VariablePrefix(resource.Name)}_{VariablePrefix(endpoint.Name)}"] = reference;
                variables[$"services__{resource.Name}__{endpoint.Name}__0"] = reference;
            }
        }));
    }

    private static string VariablePrefix(string name) => name.Replace('-', '_').ToUpperInvariant();
}
