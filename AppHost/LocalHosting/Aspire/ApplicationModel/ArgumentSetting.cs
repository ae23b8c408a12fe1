namespace Aspire.Hosting.ApplicationModel;

/// <summary>Command-line arguments of a resource.</summary>
/// <param name="Arguments">Added to those before.</param>
internal sealed record ArgumentSetting(IReadOnlyList<string> Arguments) : IResourceAnnotation;
