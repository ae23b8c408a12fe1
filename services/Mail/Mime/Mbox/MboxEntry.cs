namespace HelpdeskMail.Mail.Mime;

/// <summary>A message out of an mbox file.</summary>
/// <param name="FromLine">The «From » line before it: envelope sender and time.</param>
/// <param name="Source">The message, for <see cref="MimeMessage.Parse(ReadOnlyMemory{byte}, MimeLimits?)"/>.</param>
public sealed record MboxEntry(string FromLine, ReadOnlyMemory<byte> Source);
