using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Mail.Sending;

/// <summary>How handing over a message ended. Closed set.</summary>
/// <param name="Recipients">An answer for each recipient, in the envelope's order.</param>
public abstract record SubmissionResult(IReadOnlyList<RecipientAnswer> Recipients)
{
    private SubmissionResult()
        : this([])
    {
    }

    /// <summary>The server has taken responsibility for the recipients that are marked accepted; each of the others has its own answer and may be tried again on its own.</summary>
    /// <param name="Recipients">An answer for each recipient; at least one is accepted.</param>
    /// <param name="Text">The server's words.</param>
    /// <param name="QueueId">The server's own name for the message where its words show one; null otherwise.</param>
    public sealed record Accepted(IReadOnlyList<RecipientAnswer> Recipients, string Text, string? QueueId) : SubmissionResult(Recipients);

    /// <summary>The server has said no to the whole message: nobody gets it. <see cref="MailFailure.IsTransient"/> tells whether trying later helps.</summary>
    /// <param name="Failure">What it said and what that means.</param>
    /// <param name="Recipients">What it said of each recipient, as far as it came to that.</param>
    public sealed record Refused(MailFailure Failure, IReadOnlyList<RecipientAnswer> Recipients) : SubmissionResult(Recipients);

    /// <summary>It never came to the message: the connection failed or ended before its last byte. Nobody gets it; sending again is safe.</summary>
    /// <param name="Failure">What happened.</param>
    /// <param name="Recipients">What the server said of each recipient, as far as it came to that.</param>
    public sealed record NotSent(MailFailure Failure, IReadOnlyList<RecipientAnswer> Recipients) : SubmissionResult(Recipients);

    /// <summary>
    /// The connection ended after the message's last byte and before the server's answer (RFC 1047): it may have been taken or not. Sending again may send it twice; look for it in the Sent folder first.
    /// </summary>
    /// <param name="Failure">What happened.</param>
    /// <param name="Recipients">What the server said of each recipient before.</param>
    public sealed record Unknown(MailFailure Failure, IReadOnlyList<RecipientAnswer> Recipients) : SubmissionResult(Recipients);
}
