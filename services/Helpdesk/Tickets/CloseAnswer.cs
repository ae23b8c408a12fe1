namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>What became of the wish to close a ticket. Closed set of cases.</summary>
public abstract record CloseAnswer
{
    private CloseAnswer()
    {
    }

    /// <summary>It is closed, now or before.</summary>
    public sealed record Closed : CloseAnswer;

    /// <summary>It stays as it is: mail has come in that whoever asks does not know of.</summary>
    /// <param name="Who">Who wrote it, for people.</param>
    public sealed record News(string Who) : CloseAnswer;

    /// <summary>There is no such ticket.</summary>
    public sealed record NoTicket : CloseAnswer;
}
