namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>A file of an entry.</summary>
/// <param name="Id">The attachment.</param>
/// <param name="EntryId">The entry.</param>
/// <param name="Content">SHA-256 of its bytes.</param>
/// <param name="FileName">Name for people.</param>
/// <param name="MediaType">What its sender says it is.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="ContentId">What HTML calls it by: its Content-ID without brackets or, without one, its Content-Location; null when it has neither.</param>
/// <param name="Inline">Whether the HTML shows it itself.</param>
public sealed record EntryAttachment(long Id, long EntryId, string Content, string FileName, string MediaType, long Size, string? ContentId, bool Inline);
