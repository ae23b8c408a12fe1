namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>What became of the wish to send a reply. Closed set of cases.</summary>
public abstract record ReplyAnswer
{
    private ReplyAnswer()
    {
    }

    /// <summary>It is stored and will be sent, now or before.</summary>
    /// <param name="EntryId">Its entry.</param>
    public sealed record Accepted(long EntryId) : ReplyAnswer
    {
        /// <summary>Whether the ticket was to be closed with it and stays open, since mail has come that was not seen yet.</summary>
        public bool LeftOpen { get; init; }

        /// <summary>Who wrote that mail, for people; null when that was not asked.</summary>
        public string? Unseen { get; init; }
    }

    /// <summary>It cannot be sent as it is.</summary>
    /// <param name="Code">Stable and searchable.</param>
    /// <param name="What">What is wrong.</param>
    /// <param name="Remedy">What to do.</param>
    public sealed record Refused(string Code, string What, string Remedy) : ReplyAnswer;

    /// <summary>It was not taken (<see cref="ReplyRequest.RefusedForNews"/>): mail has come in that whoever asks does not know of.</summary>
    public sealed record News : ReplyAnswer;

    /// <summary>There is no such ticket.</summary>
    public sealed record NoTicket : ReplyAnswer;
}
