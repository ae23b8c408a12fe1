namespace Aspire.Hosting.ApplicationModel;

/// <summary>A thing of the application model: a service, a server, a database, a parameter.</summary>
public interface IResource
{
    /// <summary>Name within the model; unique without regard to case.</summary>
    string Name { get; }

    /// <summary>What has been said of the resource, in the order it was said.</summary>
    ResourceAnnotationCollection Annotations { get; }
}
