using HelpdeskMail.AppHost.LocalHosting.Running;

namespace HelpdeskMail.AppHost.LocalHosting.Page;

/// <summary>A resource as the page and the API show it; secrets are masked. Its state is one of Waiting, Starting, Running, Unhealthy, Stopping, Stopped, Finished, Exited, FailedToStart.</summary>
internal sealed record ResourceView(
    string Name,
    string Kind,
    string State,
    bool? Healthy,
    string? Reason,
    string? Detail,
    int? ProcessId,
    DateTimeOffset? StartedAt,
    int Restarts,
    int? ExitCode,
    IReadOnlyList<ResourceAddress> Addresses,
    IReadOnlyList<EnvironmentValue> Environment);
