using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>Whether a mailbox opened. Closed set.</summary>
public abstract record ProofResult
{
    private ProofResult()
    {
    }

    /// <summary>It did; what was seen.</summary>
    public sealed record Opened(string Seen) : ProofResult;

    /// <summary>The server does not let the account in.</summary>
    public sealed record Refused(MailFailure Failure) : ProofResult;

    /// <summary>It could not be tried; why.</summary>
    public sealed record Unknown(string Reason) : ProofResult;
}
