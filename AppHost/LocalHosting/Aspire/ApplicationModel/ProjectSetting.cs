namespace Aspire.Hosting.ApplicationModel;

/// <summary>Which project a project resource runs.</summary>
/// <param name="Metadata">The project.</param>
internal sealed record ProjectSetting(IProjectMetadata Metadata) : IResourceAnnotation;
