namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource that lives inside another of a known kind.</summary>
/// <typeparam name="T">Kind of the holder.</typeparam>
public interface IResourceWithParent<out T> : IResourceWithParent
    where T : IResource
{
    /// <summary>The resource that holds this one.</summary>
    new T Parent { get; }

    IResource IResourceWithParent.Parent => Parent;
}
