namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>What came of a change of many tickets.</summary>
/// <param name="Changed">How many were found and are now as wanted.</param>
/// <param name="Unknown">Numbers that no ticket has.</param>
/// <param name="Refused">Numbers of tickets that were left as they are, since the person they were to be given to cannot work them.</param>
public sealed record BulkAnswer(int Changed, IReadOnlyList<long> Unknown, IReadOnlyList<long> Refused)
{
    /// <summary>Numbers of tickets that were neither closed nor put aside, and left as they are, since mail has come in that whoever asks does not know of.</summary>
    public IReadOnlyList<long> News { get; init; } = [];
}
