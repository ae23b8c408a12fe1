using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds values that whoever runs or deploys the model decides on. A value is read from <c>Parameters:NAME</c>.</summary>
public static class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a parameter that must be given.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) =>
        builder.AddResource(new ParameterResource(name, _ => Given(builder, name) ?? throw Missing(name), secret));

    /// <summary>Adds a parameter that is <paramref name="value"/> unless another is given.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        string value,
        bool publishValueAsDefault = false,
        bool secret = false)
    {
        if (publishValueAsDefault && secret)
        {
            throw new ArgumentException("A secret is not published.", nameof(secret));
        }

        return builder.AddResource(new ParameterResource(name, _ => Given(builder, name) ?? value, secret));
    }

    /// <summary>Adds a parameter with a default; with <paramref name="persist"/> it is the same from run to run.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        ParameterDefault value,
        bool secret = false,
        bool persist = false) => builder.AddResource(Create(builder, name, value, secret, persist));

    /// <summary>Adds a connection string that is read from <c>ConnectionStrings:NAME</c>.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder,
        string name,
        string? environmentVariableName = null)
    {
        var value = new ParameterResource(name, _ => builder.Configuration.GetConnectionString(name) ?? throw new DistributedApplicationException(
            $"The connection string '{name}' is not given. Set ConnectionStrings__{name} in the environment or ConnectionStrings:{name} in AppHost/appsettings.json."), secret: true);
        return builder.AddResource(new ConnectionStringResource(name, ReferenceExpression.Create($"{value}"), environmentVariableName));
    }

    /// <summary>Describes a parameter without adding it: it is published when something refers to it.</summary>
    internal static ParameterResource Create(IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret, bool persist)
    {
        var store = persist ? ((DistributedApplicationBuilder)builder).Secrets : null;
        return new ParameterResource(
            name,
            byDefault => Given(builder, name) ?? store?.GetOrAdd(name, byDefault!.GetDefaultValue) ?? byDefault!.GetDefaultValue(),
            secret) { Default = value };
    }

    private static string? Given(IDistributedApplicationBuilder builder, string name) =>
        builder.Configuration[$"Parameters:{name}"] ?? builder.Configuration[$"Parameters:{name.Replace('-', '_')}"];

    private static DistributedApplicationException Missing(string name) => new(
        $"The parameter '{name}' is not given. Set Parameters__{name.Replace('-', '_')} in the environment or Parameters:{name} in AppHost/appsettings.json.");
}
