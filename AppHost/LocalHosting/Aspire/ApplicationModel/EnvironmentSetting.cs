namespace Aspire.Hosting.ApplicationModel;

/// <summary>One or more environment variables of a resource, worked out when they are needed.</summary>
/// <param name="Apply">Puts texts and references into the variables, which keep the order in which they were first set.</param>
internal sealed record EnvironmentSetting(Action<OrderedDictionary<string, object>> Apply) : IResourceAnnotation;
