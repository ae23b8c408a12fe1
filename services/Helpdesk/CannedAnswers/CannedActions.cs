using System.Text.Json.Serialization;

namespace HelpdeskMail.Helpdesk.CannedAnswers;

/// <summary>What is done with a ticket along with a canned answer, when it is used as a whole rather than put into the composer.</summary>
public sealed record CannedActions
{
    /// <summary>What becomes of the ticket.</summary>
    public CannedEnd Then { get; init; }

    /// <summary>Priority it gets, -1 to 2; null to leave it.</summary>
    public int? Priority { get; init; }

    /// <summary>Tags it gets.</summary>
    public IReadOnlyList<string> AddTags { get; init; } = [];

    /// <summary>Whether the agent takes it.</summary>
    public bool Take { get; init; }

    /// <summary>Whether there is anything to do.</summary>
    [JsonIgnore]
    public bool Any => Then != CannedEnd.Nothing || Priority is not null || AddTags.Count > 0 || Take;

    /// <summary>The same in the words of the pages.</summary>
    internal IEnumerable<string> Shown()
    {
        if (Then != CannedEnd.Nothing)
        {
            yield return Then == CannedEnd.Close ? Translated.Of("closes the ticket") : Translated.Of("waits for an answer");
        }

        if (Priority is { } priority)
        {
            yield return Translated.Of("priority: {0}", Translated.Of(Tickets.Priority.Title(priority)));
        }

        if (AddTags.Count > 0)
        {
            yield return Translated.Of("tags: {0}", string.Join(", ", AddTags));
        }

        if (Take)
        {
            yield return Translated.Of("you take it");
        }
    }
}
