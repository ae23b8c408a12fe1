namespace HelpdeskMail.Fetch.FailedMessages;

/// <summary>A passed-over message whose time to be tried again has come.</summary>
/// <param name="Key">Its key.</param>
/// <param name="AnySize">Whether a person asked for it whatever its size.</param>
/// <param name="Attempts">Attempts since it was passed over.</param>
internal sealed record FailedMessage(string Key, bool AnySize, int Attempts);
