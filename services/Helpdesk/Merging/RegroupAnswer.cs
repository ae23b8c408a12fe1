namespace HelpdeskMail.Helpdesk.Merging;

/// <summary>What came of a wish to merge, split or undo. Closed set of cases.</summary>
public abstract record RegroupAnswer
{
    private RegroupAnswer()
    {
    }

    /// <summary>It was done.</summary>
    /// <param name="Id">The regrouping, by which it can be undone.</param>
    /// <param name="TicketNumber">The ticket to go on with.</param>
    public sealed record Done(long Id, long TicketNumber) : RegroupAnswer;

    /// <summary>It was not done.</summary>
    /// <param name="Code">Stable name of the reason.</param>
    /// <param name="What">What stands in the way.</param>
    /// <param name="Remedy">What to do about it.</param>
    public sealed record Refused(string Code, string What, string Remedy) : RegroupAnswer;
}
