namespace Aspire.Hosting.ApplicationModel;

/// <summary>A resource whose addresses others are told by its name.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
