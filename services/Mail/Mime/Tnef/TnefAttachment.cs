namespace HelpdeskMail.Mail.Mime.Tnef;

/// <summary>A file out of a winmail.dat.</summary>
/// <param name="FileName">Name as Outlook wrote it; may be empty.</param>
/// <param name="MediaType">«type/subtype», application/octet-stream where none is given.</param>
/// <param name="ContentId">Id by which the HTML shows it, or null.</param>
/// <param name="Content">The bytes, a slice of the winmail.dat.</param>
public sealed record TnefAttachment(string FileName, string MediaType, string? ContentId, ReadOnlyMemory<byte> Content);
