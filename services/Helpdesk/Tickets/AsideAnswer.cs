namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>What became of the wish to close a ticket or to put it aside, after either of which nobody looks at it. Closed set of cases.</summary>
public abstract record AsideAnswer
{
    private AsideAnswer()
    {
    }

    /// <summary>It is as wanted, now or before.</summary>
    public sealed record Done : AsideAnswer;

    /// <summary>It stays as it is: mail has come in that whoever asks does not know of.</summary>
    /// <param name="Who">Who wrote it, for people.</param>
    public sealed record News(string Who) : AsideAnswer;

    /// <summary>There is no such ticket.</summary>
    public sealed record NoTicket : AsideAnswer;
}
