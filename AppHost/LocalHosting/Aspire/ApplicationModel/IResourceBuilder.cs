namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where the model is told more of one resource.</summary>
/// <typeparam name="T">Kind of the resource.</typeparam>
public interface IResourceBuilder<out T>
    where T : IResource
{
    /// <summary>The model the resource belongs to.</summary>
    IDistributedApplicationBuilder ApplicationBuilder { get; }

    /// <summary>The resource itself.</summary>
    T Resource { get; }

    /// <summary>Adds <paramref name="annotation"/>, beside or in place of those of its kind.</summary>
    IResourceBuilder<T> WithAnnotation<TAnnotation>(TAnnotation annotation, ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append)
        where TAnnotation : IResourceAnnotation;
}
