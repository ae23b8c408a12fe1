namespace HelpdeskMail.Sandbox.Wire;

/// <summary>The connection is to end without another word: a fault asked for it. Nobody needs to mend it.</summary>
public sealed class ConnectionDroppedException() : Exception("The connection is dropped as a fault asked for.");
