using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using HelpdeskMail.AppHost.LocalHosting;
using HelpdeskMail.AppHost.LocalHosting.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Collects the model and the settings it is run with.</summary>
internal sealed class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly List<IResource> resources = [];

    public DistributedApplicationBuilder(string[] args)
    {
        AppHostDirectory = typeof(DistributedApplicationBuilder).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(attribute => attribute.Key == "AppHostDirectory").Value!;
        Configuration = ModelSettings.Read(AppHostDirectory, args);
        Environment = new HostEnvironment(Configuration, AppHostDirectory);
        ExecutionContext = new DistributedApplicationExecutionContext(ModelSettings.Operation(Configuration));
        Secrets = new SecretFile(Path.Combine(LocalSettings.DataDirectoryOf(Configuration, AppHostDirectory), "secrets.json"));
    }

    public ConfigurationManager Configuration { get; }

    public string AppHostDirectory { get; }

    public IHostEnvironment Environment { get; }

    public DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>Generated values that stay the same from run to run.</summary>
    public SecretFile Secrets { get; }

    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (resources.Find(other => string.Equals(other.Name, resource.Name, StringComparison.OrdinalIgnoreCase)) is { } taken)
        {
            throw new DistributedApplicationException(
                $"Cannot add resource of type '{resource.GetType()}' with name '{resource.Name}': a resource of type '{taken.GetType()}' has that name already. Resource names are compared without regard to case.");
        }

        resources.Add(resource);
        return new ResourceBuilder<T>(this, resource);
    }

    public DistributedApplication Build() => new(new Model(resources, Configuration, AppHostDirectory, ExecutionContext));
}
