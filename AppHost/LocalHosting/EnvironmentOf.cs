using Aspire.Hosting.ApplicationModel;

namespace HelpdeskMail.AppHost.LocalHosting;

/// <summary>The environment that the model gives a resource.</summary>
internal static class EnvironmentOf
{
    /// <summary>The variables, each a text or a reference, in the order in which they were first set.</summary>
    public static OrderedDictionary<string, object> Variables(IResource resource)
    {
        var variables = new OrderedDictionary<string, object>(StringComparer.Ordinal);
        foreach (var setting in resource.Annotations.OfType<EnvironmentSetting>())
        {
            setting.Apply(variables);
        }

        return variables;
    }

    /// <summary>The variables with the values of this run; one whose value is null is left out.</summary>
    public static async Task<IReadOnlyList<EnvironmentValue>> ResolveAsync(IResource resource, CancellationToken cancellationToken)
    {
        var resolved = new List<EnvironmentValue>();
        foreach (var (name, value) in Variables(resource))
        {
            var text = value is IValueProvider provider ? await provider.GetValueAsync(cancellationToken) : (string)value;
            if (text is not null)
            {
                resolved.Add(new EnvironmentValue(name, text));
            }
        }

        return resolved;
    }
}
