using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Tells the model more of one resource.</summary>
internal sealed class ResourceBuilder<T>(IDistributedApplicationBuilder application, T resource) : IResourceBuilder<T>
    where T : IResource
{
    public IDistributedApplicationBuilder ApplicationBuilder { get; } = application;

    public T Resource { get; } = resource;

    public IResourceBuilder<T> WithAnnotation<TAnnotation>(
        TAnnotation annotation,
        ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append)
        where TAnnotation : IResourceAnnotation
    {
        if (behavior == ResourceAnnotationMutationBehavior.Replace)
        {
            foreach (var earlier in Resource.Annotations.OfType<TAnnotation>().ToList())
            {
                Resource.Annotations.Remove(earlier);
            }
        }

        Resource.Annotations.Add(annotation);
        return this;
    }
}
