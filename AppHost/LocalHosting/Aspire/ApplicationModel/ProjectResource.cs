namespace Aspire.Hosting.ApplicationModel;

/// <summary>A .NET project that runs as a process.</summary>
/// <param name="name">Name within the model.</param>
public class ProjectResource(string name) : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithServiceDiscovery, IResourceWithWaitSupport;
