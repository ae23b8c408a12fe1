namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>How a change of a system email ended. Closed set; anything but <see cref="Done"/> has changed nothing.</summary>
public abstract record ChangeResult
{
    private ChangeResult()
    {
    }

    /// <summary>Committed and announced.</summary>
    public sealed record Done(Guid Id, int Revision) : ChangeResult;

    /// <summary>There is no such system email.</summary>
    public sealed record Unknown : ChangeResult;

    /// <summary>Fields are wrong: field path to sentences.</summary>
    public sealed record Invalid(IDictionary<string, string[]> Problems) : ChangeResult;

    /// <summary>Another system email has the address.</summary>
    public sealed record AddressTaken(string Address) : ChangeResult;

    /// <summary>Somebody else has saved since it was opened.</summary>
    public sealed record ChangedMeanwhile(int Revision) : ChangeResult;

    /// <summary>A refresh of its token was under way for too long.</summary>
    public sealed record Busy : ChangeResult;
}
