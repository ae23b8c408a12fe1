namespace HelpdeskMail.Helpdesk.Health;

/// <summary>A part of the program as it is now.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Good">Whether it does what it should.</param>
/// <param name="Words">What was seen, and what to do when it is bad.</param>
public sealed record HealthPart(string Name, bool Good, string Words);
