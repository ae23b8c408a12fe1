namespace Aspire.Hosting.ApplicationModel;

/// <summary>Base of every resource.</summary>
public abstract class Resource : IResource
{
    /// <summary>Creates a resource under <paramref name="name"/>.</summary>
    /// <exception cref="ArgumentException">The name is not 1 to 64 ASCII letters, digits and single hyphens that starts with a letter.</exception>
    protected Resource(string name)
    {
        ResourceName.Check(name);
        Name = name;
    }

    /// <inheritdoc/>
    public virtual string Name { get; }

    /// <inheritdoc/>
    public virtual ResourceAnnotationCollection Annotations { get; } = [];
}
