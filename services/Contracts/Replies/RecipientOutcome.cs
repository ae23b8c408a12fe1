namespace HelpdeskMail.Contracts.Replies;

/// <summary>A server's answer for one recipient.</summary>
/// <param name="Address">The recipient.</param>
/// <param name="Accepted">Whether the server took the message for it.</param>
/// <param name="Code">Reply code of SMTP (250, 550 …); 0 when there was none.</param>
/// <param name="EnhancedCode">Enhanced status code (RFC 3463), <c>5.1.1</c>; null when the server gave none.</param>
/// <param name="Answer">The server's words.</param>
public sealed record RecipientOutcome(string Address, bool Accepted, int Code, string? EnhancedCode, string Answer);
