namespace HelpdeskMail.Helpdesk.CannedAnswers;

/// <summary>Tickets that a canned answer is to be used on.</summary>
/// <param name="Numbers">The tickets, up to <see cref="CannedWork.Most"/>.</param>
/// <param name="Batch">Chosen by the caller, so that repeating a call whose answer was lost sends nothing twice; null for a fresh one.</param>
public sealed record CannedBatch(IReadOnlyList<long>? Numbers, Guid? Batch = null)
{
    /// <summary>The newest mail of each ticket that the caller knows of, its «lastMailEntry», by number: one that has a newer one is left as it is by an answer that closes or puts aside. Null, or nothing of a ticket, to ask nothing.</summary>
    public IReadOnlyDictionary<long, long>? Known { get; init; }
}
