namespace HelpdeskMail.Fetch.FailedMessages;

/// <summary>A message at which reading broke off.</summary>
/// <param name="Attempts">How often so far.</param>
/// <param name="Allowed">After so many it is passed over.</param>
/// <param name="Reason">What happened the last time.</param>
internal sealed record Suspect(int Attempts, int Allowed, string Reason)
{
    /// <summary>Whether it has had its chances.</summary>
    public bool IsGivenUp => Attempts >= Allowed;
}
