using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using HelpdeskMail.AppHost.LocalHosting.Projects;

namespace Aspire.Hosting;

/// <summary>Adds .NET projects to the model.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project with the addresses and the environment of its first launch profile.</summary>
    /// <typeparam name="TProject">The class that the build wrote for the project.</typeparam>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(this IDistributedApplicationBuilder builder, string name)
        where TProject : IProjectMetadata, new()
    {
        var metadata = new TProject();
        var profile = LaunchProfile.ReadFirst(metadata.ProjectPath);
        var project = builder.AddResource(new ProjectResource(name)).WithAnnotation(new ProjectSetting(metadata));
        if (builder.ExecutionContext.IsRunMode)
        {
            AddRunDefaults(project, profile);
        }
        else
        {
            AddPublishDefaults(project, profile);
        }

        return project;
    }

    private static void AddRunDefaults(IResourceBuilder<ProjectResource> project, LaunchProfile? profile)
    {
        foreach (var url in profile?.ApplicationUrls ?? [])
        {
            project.WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, uriScheme: url.Scheme, port: url.Port == 0 ? null : url.Port));
        }

        project.WithAnnotation(new EnvironmentSetting(variables =>
        {
            variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
            TelemetrySettings.Apply(variables, project.Resource.Name, project.ApplicationBuilder.Configuration);
            if (Listening(project.Resource) is { Count: > 0 } addresses)
            {
                variables["ASPNETCORE_URLS"] = string.Join(';', addresses);
            }

            foreach (var (key, value) in profile?.EnvironmentVariables ?? new Dictionary<string, string>())
            {
                variables.TryAdd(key, Environment.ExpandEnvironmentVariables(value));
            }
        }));
    }

    private static List<string> Listening(ProjectResource project) =>
        project.Annotations.OfType<EndpointAnnotation>()
            .Where(endpoint => endpoint.UriScheme is "http" or "https")
            .Select(endpoint => new EndpointReference(project, endpoint.Name).Url)
            .ToList();

    private static void AddPublishDefaults(IResourceBuilder<ProjectResource> project, LaunchProfile? profile)
    {
        var listens = profile?.ApplicationUrls is { Count: > 0 };
        project.WithAnnotation(new EnvironmentSetting(variables =>
        {
            variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
            if (listens)
            {
                variables["ASPNETCORE_FORWARDEDHEADERS_ENABLED"] = "true";
                variables["HTTP_PORTS"] = new EndpointReference(project.Resource, "http").Property(EndpointProperty.TargetPort);
            }
        }));
        if (listens)
        {
            // The ports of a launch profile are for development; what is deployed gets both schemes and the platform's ports.
            project.WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, uriScheme: "http"))
                .WithAnnotation(new EndpointAnnotation(ProtocolType.Tcp, uriScheme: "https"));
        }
    }
}
