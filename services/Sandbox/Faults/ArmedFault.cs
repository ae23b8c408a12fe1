namespace HelpdeskMail.Sandbox.Faults;

/// <summary>A fault that waits for its occasion.</summary>
/// <param name="Id">By which it is removed.</param>
/// <param name="Fault">What happens.</param>
/// <param name="Remaining">How many more times; null: until removed.</param>
/// <param name="CreatedAt">Older ones are taken first.</param>
public sealed record ArmedFault(Guid Id, Fault Fault, int? Remaining, DateTimeOffset CreatedAt);
