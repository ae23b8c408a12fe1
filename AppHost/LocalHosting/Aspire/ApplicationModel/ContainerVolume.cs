namespace Aspire.Hosting.ApplicationModel;

/// <summary>A named volume of a container resource: what is in it survives the container.</summary>
/// <param name="Source">Name of the volume.</param>
/// <param name="Target">Folder inside the container.</param>
/// <param name="IsReadOnly">Whether the container may only read it.</param>
internal sealed record ContainerVolume(string Source, string Target, bool IsReadOnly) : IResourceAnnotation;
