namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that lives inside another and shares its fate.</summary>
public interface IResourceWithParent : IResource
{
    /// <summary>The resource that holds this one.</summary>
    IResource Parent { get; }
}
