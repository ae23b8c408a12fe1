namespace Aspire.Hosting.ApplicationModel;

/// <summary>Marks what can be said of a resource.</summary>
public interface IResourceAnnotation;
