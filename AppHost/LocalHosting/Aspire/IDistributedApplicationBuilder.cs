using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Where the model is put together.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>Settings of the AppHost: appsettings.json, environment, command line, the later over the earlier.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>Folder of the AppHost's project.</summary>
    string AppHostDirectory { get; }

    /// <summary>Name and kind of the environment the AppHost runs in.</summary>
    IHostEnvironment Environment { get; }

    /// <summary>Whether the model is run or published.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>Adds a resource.</summary>
    /// <exception cref="DistributedApplicationException">Its name is taken.</exception>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>Ends the description.</summary>
    DistributedApplication Build();
}
