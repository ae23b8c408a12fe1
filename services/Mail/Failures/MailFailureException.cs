namespace HelpdeskMail.Mail.Failures;

/// <summary>
/// The server, or the way to it, stopped a call. Not a bug of the caller: <see cref="Failure"/> names who can mend it.
/// </summary>
public sealed class MailFailureException : Exception
{
    /// <summary>For <paramref name="failure"/>.</summary>
    public MailFailureException(MailFailure failure, bool connectionLost, Exception? inner = null)
        : base(failure.ToString(), inner)
    {
        Failure = failure;
        ConnectionLost = connectionLost;
    }

    /// <summary>What happened, who can mend it, and how.</summary>
    public MailFailure Failure { get; }

    /// <summary>True when the connection is of no further use and has to be made anew; false when the server only said no to this one call.</summary>
    public bool ConnectionLost { get; }
}
