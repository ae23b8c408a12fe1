namespace HelpdeskMail.Mail.Sending;

/// <summary>What a server said of one recipient.</summary>
/// <param name="Address">The recipient as given in the envelope.</param>
/// <param name="Accepted">Whether the server has taken the message for it; in a result other than <see cref="SubmissionResult.Accepted"/> whether it would have.</param>
/// <param name="Code">Reply code: 250, 550 …; 0 when the server was not asked.</param>
/// <param name="EnhancedCode">Enhanced status code (RFC 3463), <c>5.1.1</c>; null when there was none.</param>
/// <param name="Text">The server's words.</param>
public sealed record RecipientAnswer(string Address, bool Accepted, int Code, string? EnhancedCode, string Text)
{
    /// <summary>Whether it may be tried again later: a 4xx answer, or none at all.</summary>
    public bool IsTransient => !Accepted && Code is 0 or (>= 400 and < 500);
}
