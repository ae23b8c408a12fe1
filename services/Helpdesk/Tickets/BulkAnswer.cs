namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>What came of a change of many tickets.</summary>
/// <param name="Changed">How many were found and are now as wanted.</param>
/// <param name="Unknown">Numbers that no ticket has.</param>
public sealed record BulkAnswer(int Changed, IReadOnlyList<long> Unknown);
