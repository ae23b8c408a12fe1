namespace HelpdeskMail.Mail.Mime;

/// <summary>One thing that is wrong with a message, for whoever asks why it looks as it does.</summary>
/// <param name="Kind">The kind, to count and filter by.</param>
/// <param name="Offset">Byte in the source where it was noticed.</param>
/// <param name="Words">The same for a person, in one sentence.</param>
public sealed record MimeDefect(MimeDefectKind Kind, int Offset, string Words);
