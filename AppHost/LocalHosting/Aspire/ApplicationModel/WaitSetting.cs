namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that must be healthy first.</summary>
/// <param name="Dependency">The other resource.</param>
internal sealed record WaitSetting(IResource Dependency) : IResourceAnnotation;
