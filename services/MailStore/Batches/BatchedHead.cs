namespace HelpdeskMail.MailStore.Batches;

/// <summary>What stands before each message's bytes in a batch.</summary>
/// <param name="Key">Key of the message in its folder.</param>
/// <param name="Size">Number of its bytes, which follow.</param>
/// <param name="ReceivedAt">When its server received it; null for now.</param>
/// <param name="Trace">The trace it is part of (W3C traceparent); null for none.</param>
internal sealed record BatchedHead(string Key, int Size, DateTimeOffset? ReceivedAt, string? Trace);
