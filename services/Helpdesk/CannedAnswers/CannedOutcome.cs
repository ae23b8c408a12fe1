namespace HelpdeskMail.Helpdesk.CannedAnswers;

/// <summary>What came of using a canned answer on tickets.</summary>
/// <param name="Done">Tickets that it was used on.</param>
/// <param name="Answered">How many of them were sent an answer.</param>
/// <param name="Refused">Tickets that were left as they are: number to what spoke against it.</param>
public sealed record CannedOutcome(IReadOnlyList<long> Done, int Answered, IReadOnlyDictionary<long, string> Refused)
{
    /// <summary>Those of the refused ones that mail has come in to which whoever asks does not know of.</summary>
    public IReadOnlyList<long> News { get; init; } = [];
}
