namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that whoever runs or deploys the model decides on.</summary>
public sealed class ParameterResource : Resource, IManifestExpressionProvider, IValueProvider
{
    private readonly Lazy<string> value;

    /// <summary>Describes a parameter whose value <paramref name="callback"/> finds, given the default if there is one.</summary>
    public ParameterResource(string name, Func<ParameterDefault?, string> callback, bool secret = false)
        : base(name)
    {
        Secret = secret;
        value = new Lazy<string>(() => callback(Default));
    }

    /// <summary>Where the value comes from when nobody gives one; null when somebody must.</summary>
    public ParameterDefault? Default { get; set; }

    /// <summary>Whether the value must not be shown.</summary>
    public bool Secret { get; set; }

    /// <inheritdoc/>
    public string ValueExpression => $"{{{Name}.value}}";

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(value.Value);
}
