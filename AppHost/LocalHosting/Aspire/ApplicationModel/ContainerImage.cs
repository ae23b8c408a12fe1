namespace Aspire.Hosting.ApplicationModel;

/// <summary>The image and the volumes of a container resource.</summary>
/// <param name="Image">Registry, repository and tag.</param>
internal sealed record ContainerImage(string Image) : IResourceAnnotation;
