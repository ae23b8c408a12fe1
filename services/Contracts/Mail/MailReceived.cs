namespace HelpdeskMail.Contracts.Mail;

/// <summary>
/// Messages lie in the MailStore and wait to become ticket entries. A nudge: the rows in the MailStore are the truth, and the MailStore sends it again
/// until <see cref="MailHandled"/> comes back.
/// </summary>
/// <param name="Mails">The messages, <see cref="Most"/> at most.</param>
public sealed record MailReceived(IReadOnlyList<ReceivedMail> Mails)
{
    /// <summary>Messages that are announced at once, at most: they are handled at the same time, and announced again together if one of them cannot be.</summary>
    public const int Most = 20;
}
