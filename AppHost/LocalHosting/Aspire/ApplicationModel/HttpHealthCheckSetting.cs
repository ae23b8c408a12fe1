namespace Aspire.Hosting.ApplicationModel;

/// <summary>An HTTP address that says whether a resource is healthy.</summary>
/// <param name="EndpointName">Endpoint to ask.</param>
/// <param name="Path">Path to ask for.</param>
/// <param name="StatusCode">The answer of a healthy resource.</param>
internal sealed record HttpHealthCheckSetting(string EndpointName, string Path, int StatusCode) : IResourceAnnotation;
