namespace HelpdeskMail.Contracts.Replies;

/// <summary>A file of a reply; its bytes are in the MailStore under <see cref="Content"/>.</summary>
/// <param name="Content">SHA-256 of its bytes, lower-case hexadecimal.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="FileName">Name shown to the reader.</param>
/// <param name="MediaType">Its media type, <c>image/png</c>.</param>
/// <param name="ContentId">Content-ID without brackets for a picture shown inside the HTML; null for an ordinary file.</param>
public sealed record ReplyAttachment(string Content, long Size, string FileName, string MediaType, string? ContentId);
