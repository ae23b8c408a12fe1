namespace HelpdeskMail.Contracts.Mail;

/// <summary>An attachment in the MailStore.</summary>
/// <param name="Content">SHA-256 of its bytes, lower-case hexadecimal: its address.</param>
/// <param name="Size">Size in bytes.</param>
public sealed record StoredBlob(string Content, long Size);
