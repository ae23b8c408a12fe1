namespace HelpdeskMail.Fetch.Connecting;

/// <summary>A connection has read for long while others waited for one: it is their turn, and what is left is read in the next one.</summary>
internal sealed class TurnOverException() : Exception("Other mailboxes wait for a connection to this server.");
