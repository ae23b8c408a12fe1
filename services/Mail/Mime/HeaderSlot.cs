namespace HelpdeskMail.Mail.Mime;

/// <summary>Where a field lies in the source: 16 bytes a field, until somebody asks for text.</summary>
internal readonly record struct HeaderSlot(int Start, int NameLength, int ValueStart, int End);
