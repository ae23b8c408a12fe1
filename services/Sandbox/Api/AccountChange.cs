namespace HelpdeskMail.Sandbox.Api;

/// <summary>What changes about an account; null leaves it.</summary>
public sealed record AccountChange(string? Password = null, string? State = null);
