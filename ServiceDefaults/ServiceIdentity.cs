namespace HelpdeskMail.ServiceDefaults;

/// <summary>The name a service goes by: in telemetry, towards other services, and in its queues.</summary>
/// <param name="Name">Lower-case, letters and hyphens only.</param>
public sealed record ServiceIdentity(string Name);
