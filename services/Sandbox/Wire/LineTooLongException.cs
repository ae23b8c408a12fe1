namespace HelpdeskMail.Sandbox.Wire;

/// <summary>The client sent a line or a literal beyond the server's limit; the client's author mends it.</summary>
public sealed class LineTooLongException(long limit) : Exception($"A line or literal is longer than {limit} bytes.");
