namespace Aspire.Hosting.ApplicationModel;

/// <summary>A server that is published as a container.</summary>
/// <param name="name">Name within the model.</param>
/// <param name="entrypoint">Program inside the image; null for the image's own.</param>
public class ContainerResource(string name, string? entrypoint = null)
    : Resource(name), IResourceWithEnvironment, IResourceWithArgs, IResourceWithEndpoints, IResourceWithWaitSupport
{
    /// <summary>Program inside the image; null for the image's own.</summary>
    public string? Entrypoint { get; set; } = entrypoint;
}
