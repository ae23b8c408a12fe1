namespace HelpdeskMail.Helpdesk.Threading;

/// <summary>A ticket that a mail belongs to.</summary>
/// <param name="Number">The ticket.</param>
/// <param name="EntryId">The entry that led to it; null when the subject did.</param>
/// <param name="Evidence">Why.</param>
public sealed record FoundTicket(long Number, long? EntryId, Evidence Evidence);
