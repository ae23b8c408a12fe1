using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>What has been said of one resource.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>;
