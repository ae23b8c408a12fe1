namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>A file of an entry, kept by the MailStore.</summary>
/// <param name="Content">SHA-256 of its bytes: its address.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="FileName">Name for people.</param>
/// <param name="MediaType">What its sender says it is.</param>
/// <param name="ContentId">What HTML calls it by: its Content-ID without brackets, or its address as the HTML shows it by that or it has no other; null when it has neither.</param>
/// <param name="Inline">Whether the HTML shows it itself.</param>
public sealed record KeptFile(string Content, long Size, string FileName, string MediaType, string? ContentId, bool Inline);
