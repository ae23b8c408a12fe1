namespace HelpdeskMail.Contracts.Mailboxes;

/// <summary>Everything the Fetch service knows of one mailbox (<c>GET /internal/mailboxes/{id}</c>).</summary>
/// <param name="Status">How it stands.</param>
/// <param name="Folders">Its folders that were looked into.</param>
/// <param name="Failed">The last 100 messages that were passed over, newest first.</param>
/// <param name="ActionTrouble">Why stored messages could not be marked, moved or deleted on the server, the last time; null when nothing failed.</param>
/// <param name="Conversations">The last conversations with its server, newest first.</param>
public sealed record MailboxDetail(
    MailboxStatus Status,
    IReadOnlyList<MailboxFolder> Folders,
    IReadOnlyList<PassedOverMessage> Failed,
    string? ActionTrouble,
    IReadOnlyList<MailboxConversation> Conversations);
