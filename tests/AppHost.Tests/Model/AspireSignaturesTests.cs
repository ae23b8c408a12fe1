using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Aspire.Hosting;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.AppHost.Tests.Model;

/// <summary>
/// AppHost.cs compiles against Aspire's packages and against LocalHosting alike only if the two agree. The list below was taken from
/// Aspire 13's published API; LocalHosting may offer nothing in Aspire's namespaces that is not in it.
/// </summary>
public sealed class AspireSignaturesTests
{
    private static readonly string[] OfAspire =
    [
        "ConnectionStringBuilderExtensions.AddConnectionString(this IDistributedApplicationBuilder builder, string name, ReferenceExpression connectionStringExpression) : IResourceBuilder<ConnectionStringResource>",
        "DistributedApplication.CreateBuilder(string[] args) : IDistributedApplicationBuilder",
        "ParameterResourceBuilderExtensions.AddConnectionString(this IDistributedApplicationBuilder builder, string name, string environmentVariableName = null) : IResourceBuilder<IResourceWithConnectionString>",
        "ParameterResourceBuilderExtensions.AddParameter(this IDistributedApplicationBuilder builder, string name, ParameterDefault value, bool secret = false, bool persist = false) : IResourceBuilder<ParameterResource>",
        "ParameterResourceBuilderExtensions.AddParameter(this IDistributedApplicationBuilder builder, string name, bool secret = false) : IResourceBuilder<ParameterResource>",
        "ParameterResourceBuilderExtensions.AddParameter(this IDistributedApplicationBuilder builder, string name, string value, bool publishValueAsDefault = false, bool secret = false) : IResourceBuilder<ParameterResource>",
        "PostgresBuilderExtensions.AddDatabase(this IResourceBuilder<PostgresServerResource> builder, string name, string databaseName = null) : IResourceBuilder<PostgresDatabaseResource>",
        "PostgresBuilderExtensions.AddPostgres(this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource> userName = null, IResourceBuilder<ParameterResource> password = null, int? port = null) : IResourceBuilder<PostgresServerResource>",
        "PostgresBuilderExtensions.WithDataVolume(this IResourceBuilder<PostgresServerResource> builder, string name = null, bool isReadOnly = false) : IResourceBuilder<PostgresServerResource>",
        "ProjectResourceBuilderExtensions.AddProject<TProject>(this IDistributedApplicationBuilder builder, string name) : IResourceBuilder<ProjectResource>",
        "RabbitMQBuilderExtensions.AddRabbitMQ(this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ParameterResource> userName = null, IResourceBuilder<ParameterResource> password = null, int? port = null) : IResourceBuilder<RabbitMQServerResource>",
        "RabbitMQBuilderExtensions.WithDataVolume(this IResourceBuilder<RabbitMQServerResource> builder, string name = null, bool isReadOnly = false) : IResourceBuilder<RabbitMQServerResource>",
        "RabbitMQBuilderExtensions.WithManagementPlugin(this IResourceBuilder<RabbitMQServerResource> builder) : IResourceBuilder<RabbitMQServerResource>",
        "ReferenceExpression.Create(in ExpressionInterpolatedStringHandler handler) : ReferenceExpression",
        "ResourceBuilderExtensions.GetEndpoint<T>(this IResourceBuilder<T> builder, string name) : EndpointReference",
        "ResourceBuilderExtensions.WaitFor<T>(this IResourceBuilder<T> builder, IResourceBuilder<IResource> dependency) : IResourceBuilder<T>",
        "ResourceBuilderExtensions.WithArgs<T>(this IResourceBuilder<T> builder, params string[] args) : IResourceBuilder<T>",
        "ResourceBuilderExtensions.WithEndpoint<T>(this IResourceBuilder<T> builder, int? port = null, int? targetPort = null, string scheme = null, string name = null, string env = null, bool isProxied = true, bool? isExternal = null, ProtocolType? protocol = null) : IResourceBuilder<T>",
        "ResourceBuilderExtensions.WithEndpoint<T>(this IResourceBuilder<T> builder, string endpointName, Action<EndpointAnnotation> callback, bool createIfNotExists = true) : IResourceBuilder<T>",
        "ResourceBuilderExtensions.WithEnvironment<T>(this IResourceBuilder<T> builder, string name, EndpointReference endpointReference) : IResourceBuilder<T>",
        "ResourceBuilderExtensions.WithEnvironment<T>(this IResourceBuilder<T> builder, string name, IResourceBuilder<ParameterResource> parameter) : IResourceBuilder<T>",
        "ResourceBuilderExtensions.WithEnvironment<T>(this IResourceBuilder<T> builder, string name, ReferenceExpression value) : IResourceBuilder<T>",
        "ResourceBuilderExtensions.WithEnvironment<T>(this IResourceBuilder<T> builder, string name, in ExpressionInterpolatedStringHandler value) : IResourceBuilder<T>",
        "ResourceBuilderExtensions.WithEnvironment<T>(this IResourceBuilder<T> builder, string name, string value) : IResourceBuilder<T>",
        "ResourceBuilderExtensions.WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder) : IResourceBuilder<T>",
        "ResourceBuilderExtensions.WithHttpHealthCheck<T>(this IResourceBuilder<T> builder, string path = null, int? statusCode = null, string endpointName = null) : IResourceBuilder<T>",
        "ResourceBuilderExtensions.WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithConnectionString> source, string connectionName = null, bool optional = false) : IResourceBuilder<TDestination>",
        "ResourceBuilderExtensions.WithReference<TDestination>(this IResourceBuilder<TDestination> builder, IResourceBuilder<IResourceWithServiceDiscovery> source) : IResourceBuilder<TDestination>",
    ];

    [Fact]
    public void Static_methods_in_the_namespaces_of_Aspire_have_its_signatures() =>
        typeof(DistributedApplication).Assembly.GetExportedTypes()
            .Where(type => type.Namespace?.StartsWith("Aspire.", StringComparison.Ordinal) == true)
            .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Where(method => !method.IsSpecialName)
            .Select(Signature)
            .Order(StringComparer.Ordinal)
            .ShouldBe(OfAspire.Order(StringComparer.Ordinal));

    [Fact]
    public void Model_calls_nothing_outside_the_list()
    {
        var source = File.ReadAllText(Path.Combine(RepositoryRoot.Path, "AppHost", "AppHost.cs"));
        var known = OfAspire.Select(line => Regex.Match(line, @"\.(?<name>\w+)", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)).Groups["name"].Value)
            .Concat(["Build", "Run", "Property", "GetConnectionString", "Equals"])
            .ToHashSet();

        var called = Regex.Matches(source, @"\.(?<name>\w+)(<[\w.]+>)?\(", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10)).Select(call => call.Groups["name"].Value).Distinct().ToList();

        called.Count.ShouldBeGreaterThan(15);
        called.ShouldBeSubsetOf(known);
        source.ShouldNotContain("LocalHosting");
    }

    [Fact]
    public void Public_types_lie_in_the_namespaces_of_Aspire_only() =>
        typeof(DistributedApplication).Assembly.GetExportedTypes()
            .Select(type => type.Namespace)
            .OfType<string>()
            .Distinct()
            .ShouldBe(["Aspire.Hosting", "Aspire.Hosting.ApplicationModel"], ignoreOrder: true);

    private static string Signature(MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        return $"{method.DeclaringType!.Name}.{method.Name}{generic}({string.Join(", ", method.GetParameters().Select(Parameter))}) : {Name(method.ReturnType)}";
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var prefix = parameter.Position == 0 && parameter.Member.IsDefined(typeof(ExtensionAttribute)) ? "this "
            : parameter.IsDefined(typeof(ParamArrayAttribute)) ? "params "
            : parameter.ParameterType.IsByRef ? "in "
            : "";
        var type = parameter.ParameterType.IsByRef ? parameter.ParameterType.GetElementType()! : parameter.ParameterType;
        var byDefault = !parameter.HasDefaultValue ? "" : parameter.DefaultValue switch
        {
            null => " = null",
            bool value => value ? " = true" : " = false",
            var value => $" = {value}",
        };
        return $"{prefix}{Name(type)} {parameter.Name}{byDefault}";
    }

    private static string Name(Type type) =>
        Nullable.GetUnderlyingType(type) is { } value ? $"{Name(value)}?"
        : type == typeof(string) ? "string"
        : type == typeof(string[]) ? "string[]"
        : type == typeof(bool) ? "bool"
        : type == typeof(int) ? "int"
        : type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>"
        : type.Name;
}
