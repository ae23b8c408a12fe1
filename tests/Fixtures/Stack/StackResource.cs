namespace HelpdeskMail.Fixtures.Stack;

/// <summary>A resource of the running stack, as the AppHost's API tells it.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="State">Running, Unhealthy, Exited …</param>
/// <param name="ProcessId">Its process while it runs.</param>
/// <param name="Restarts">How often it was started again.</param>
public sealed record StackResource(string Name, string State, int? ProcessId, int Restarts);
