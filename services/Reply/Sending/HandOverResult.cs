using HelpdeskMail.Mail.Sending;
using HelpdeskMail.Reply.Queue;

namespace HelpdeskMail.Reply.Sending;

/// <summary>What came of handing a reply over. Closed set.</summary>
internal abstract record HandOverResult
{
    private HandOverResult()
    {
    }

    /// <summary>The server answered, or broke off where nobody can know.</summary>
    public sealed record Answered(SubmissionResult Result) : HandOverResult;

    /// <summary>The message did not leave, for a reason on our side; nobody has it.</summary>
    public sealed record NothingLeft(AttemptOutcome Outcome) : HandOverResult;

    /// <summary>The message did not leave, since the mailbox's way out broke.</summary>
    public sealed record MailboxBroken(Exception Exception) : HandOverResult;

    /// <summary>Another worker has claimed the reply; nothing was sent.</summary>
    public sealed record ClaimLost : HandOverResult;
}
