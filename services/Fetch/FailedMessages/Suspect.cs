namespace HelpdeskMail.Fetch.FailedMessages;

/// <summary>A message at which reading broke off.</summary>
/// <param name="Attempts">How often so far.</param>
/// <param name="Reason">What happened the last time.</param>
internal sealed record Suspect(int Attempts, string Reason);
