namespace HelpdeskMail.Helpdesk.People;

/// <summary>What became of an invitation. Closed set of cases.</summary>
public abstract record InvitationAnswer
{
    private InvitationAnswer()
    {
    }

    /// <summary>The link, which is shown this once.</summary>
    /// <param name="PersonId">Who was invited.</param>
    /// <param name="Link">Where they set a password.</param>
    /// <param name="Until">Until when it is good.</param>
    public sealed record Invited(Guid PersonId, string Link, DateTimeOffset Until) : InvitationAnswer;

    /// <summary>It cannot be done.</summary>
    /// <param name="Code">Stable and searchable.</param>
    /// <param name="What">What is wrong and what to do.</param>
    public sealed record Refused(string Code, string What) : InvitationAnswer;
}
