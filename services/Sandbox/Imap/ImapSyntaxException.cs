namespace HelpdeskMail.Sandbox.Imap;

/// <summary>A command that is not written as RFC 9051 wants it; the client's author mends it. Answered with BAD.</summary>
public sealed class ImapSyntaxException(string message) : Exception(message);
