namespace HelpdeskMail.AppHost.LocalHosting.Processes;

/// <summary>A process to be started.</summary>
/// <param name="Command">Program and arguments.</param>
/// <param name="WorkingDirectory">Where it runs.</param>
/// <param name="Environment">Variables on top of what every child gets.</param>
/// <param name="StopSignal">What asks it to stop.</param>
internal sealed record ProcessPlan(
    IReadOnlyList<string> Command,
    string WorkingDirectory,
    IReadOnlyList<EnvironmentValue> Environment,
    UnixSignal StopSignal = UnixSignal.Terminate);
