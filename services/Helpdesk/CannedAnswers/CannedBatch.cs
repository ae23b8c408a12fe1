namespace HelpdeskMail.Helpdesk.CannedAnswers;

/// <summary>Tickets that a canned answer is to be used on.</summary>
/// <param name="Numbers">The tickets, up to <see cref="CannedWork.Most"/>.</param>
/// <param name="Batch">Chosen by the caller, so that repeating a call whose answer was lost sends nothing twice; null for a fresh one.</param>
public sealed record CannedBatch(IReadOnlyList<long>? Numbers, Guid? Batch = null);
