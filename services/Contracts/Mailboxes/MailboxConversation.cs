namespace HelpdeskMail.Contracts.Mailboxes;

/// <summary>A conversation with a mailbox's server, as its protocol log: times in UTC, &gt; what we said, &lt; what the server said, - what happened. Without secrets and without mail.</summary>
/// <param name="Folders">The folders it was about.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="EndedAt">When it ended; null when it goes on, or ended with the program.</param>
/// <param name="Outcome">«ended well», or the code of what went wrong.</param>
/// <param name="Lines">The lines.</param>
public sealed record MailboxConversation(string Folders, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, string? Outcome, string Lines);
