using HelpdeskMail.AppHost.LocalHosting.Processes;

namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>A resource that has been started.</summary>
/// <param name="Process">Its process; null where there is none of ours, as with a database inside a server.</param>
/// <param name="ProbeAsync">Asks whether it is healthy: null when it is, else the reason.</param>
/// <param name="Detail">How it is run, for people.</param>
/// <param name="StopAsync">Stops it in order; null for the process's own stop signal.</param>
internal sealed record Launched(
    ChildProcess? Process,
    Func<CancellationToken, Task<string?>> ProbeAsync,
    string? Detail = null,
    Func<Task>? StopAsync = null);
