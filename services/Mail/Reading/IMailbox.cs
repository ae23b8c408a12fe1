using HelpdeskMail.Mail.Failures;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Reading;

/// <summary>
/// A mailbox to read: one signed-in connection to one mailbox over IMAP, POP3 or Graph. Not for several callers at once: one call, then the next.
/// </summary>
/// <remarks>
/// Every call throws <see cref="MailFailureException"/> when the server or the way to it stops it; its <see cref="MailFailureException.Failure"/> says what
/// happened, who can mend it and when to try again, and <see cref="MailFailureException.ConnectionLost"/> whether this object is still of use. After a cancelled call it never is:
/// dispose of it and connect anew. Every call that changes something may be repeated.
/// </remarks>
public interface IMailbox : IAsyncDisposable
{
    /// <summary>What this mailbox can do, known after signing in.</summary>
    MailboxAbilities Abilities { get; }

    /// <summary>After <see cref="ListAsync"/>: the place up to which was listed, where the server remembers one (Graph); given as <see cref="MessageFilter.After"/> the next list holds what changed since. Else null.</summary>
    MessageKey? Place => null;

    /// <summary>Whether the last list holds the whole folder although it was asked for from a place, since the server had forgotten that.</summary>
    bool ListedAnew => false;

    /// <summary>After <see cref="ListAsync"/> from a place: the messages that have left the folder since, where the server tells (Graph); none else.</summary>
    IReadOnlyCollection<MessageKey> Gone => [];

    /// <summary>
    /// The size that the server lists for a message of the open folder, where a key may come to name another message (POP3): another size is a sign of that, and no proof, since some servers only estimate.
    /// Null where it lists none, and where keys are never given twice.
    /// </summary>
    long? SizeOf(MessageKey key) => null;

    /// <summary>Opens a folder; the calls below work in it until another is opened. POP3 has the inbox alone and takes any spelling of INBOX and the empty name.</summary>
    /// <param name="folder">Full name, decoded; <c>INBOX</c> in any letter case is the inbox everywhere.</param>
    /// <param name="readOnly">True to be sure that nothing here changes a message (IMAP: EXAMINE).</param>
    /// <param name="cancellationToken">Stops waiting and gives the connection up.</param>
    ValueTask<FolderState> OpenFolderAsync(string folder, bool readOnly = false, CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens a folder that was open before and tells what has changed in it since: a helpdesk that comes back to a large folder need not list it again. Unless <paramref name="known"/> has a
    /// <see cref="FolderState.HighestModSeq"/> and the server goes on counting, <see cref="FolderChanges.Changed"/> is null.
    /// </summary>
    /// <param name="known">What <see cref="OpenFolderAsync(string, bool, CancellationToken)"/> said when the folder was last looked through.</param>
    /// <param name="readOnly">As there.</param>
    /// <param name="cancellationToken">Stops waiting and gives the connection up.</param>
    async ValueTask<FolderChanges> OpenFolderAsync(FolderState known, bool readOnly = false, CancellationToken cancellationToken = default) => new(await OpenFolderAsync(known.Name, readOnly, cancellationToken));

    /// <summary>Keys of the messages that <paramref name="filter"/> lets through, oldest first where keys have an order.</summary>
    ValueTask<IReadOnlyList<MessageKey>> ListAsync(MessageFilter filter, CancellationToken cancellationToken = default);

    /// <summary>
    /// Gives the messages one after the other without marking them read, in the server's order, never more than one in memory and that one as a stream. A message that is gone by now is left
    /// out; one that the server will not give comes with its <see cref="FetchedMessage.Failure"/> and the next ones follow.
    /// </summary>
    /// <param name="keys">Keys of the open folder; those of another generation are left out like messages that are gone.</param>
    /// <param name="maxSize">Of a message larger than this, in bytes, only the header is given.</param>
    /// <param name="cancellationToken">Stops and gives the connection up.</param>
    IAsyncEnumerable<FetchedMessage> FetchAsync(IReadOnlyCollection<MessageKey> keys, long maxSize = long.MaxValue, CancellationToken cancellationToken = default);

    /// <summary>Marks messages read; does nothing without <see cref="MailboxAbilities.Marks"/>. Messages that are gone are passed over.</summary>
    ValueTask MarkSeenAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default);

    /// <summary>Moves messages to another folder. Messages that are gone are passed over.</summary>
    /// <param name="keys">Keys of the open folder.</param>
    /// <param name="folder">Target, decoded.</param>
    /// <param name="createIfMissing">Whether a missing target is made; otherwise it is <see cref="MailFailureKind.FolderMissing"/>.</param>
    /// <param name="cancellationToken">Stops waiting and gives the connection up.</param>
    ValueTask MoveAsync(IReadOnlyCollection<MessageKey> keys, string folder, bool createIfMissing, CancellationToken cancellationToken = default);

    /// <summary>
    /// Deletes exactly these messages and no other that somebody marked as deleted. Where a server cannot do that (IMAP without UIDPLUS) they are marked as deleted and left to the server.
    /// See <see cref="MailboxAbilities.DeletesOnClose"/>.
    /// </summary>
    ValueTask DeleteAsync(IReadOnlyCollection<MessageKey> keys, CancellationToken cancellationToken = default);

    /// <summary>
    /// Waits until the open folder changes. True when something changed; false when nothing did for <paramref name="timeout"/>, when <paramref name="cancellationToken"/> ended the wait
    /// (the connection stays usable, no exception), or at once without <see cref="MailboxAbilities.Waiting"/>. IMAP renews its IDLE by itself.
    /// </summary>
    ValueTask<bool> WaitForChangeAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>The folders of this mailbox with their roles; for POP3 the inbox alone.</summary>
    ValueTask<IReadOnlyList<MailFolder>> ListFoldersAsync(CancellationToken cancellationToken = default);

    /// <summary>Puts a message into a folder. Gives its key where the server tells it.</summary>
    ValueTask<MessageKey?> AppendAsync(string folder, MessageContent content, MessageMarks marks, DateTimeOffset? receivedAt, CancellationToken cancellationToken = default);

    /// <summary>
    /// Keys of the messages in the open folder whose Message-ID is <paramref name="messageId"/> (with or without angle brackets), or was until Exchange gave
    /// them another one on sending and kept this one in X-Microsoft-Original-Message-ID.
    /// </summary>
    ValueTask<IReadOnlyList<MessageKey>> FindByMessageIdAsync(string messageId, CancellationToken cancellationToken = default);

    /// <summary>Keys of the messages in the open folder, received or sent from <paramref name="since"/> on, whose header field <paramref name="name"/> is <paramref name="value"/>. None where the protocol cannot look for fields.</summary>
    ValueTask<IReadOnlyList<MessageKey>> FindByFieldAsync(string name, string value, DateTimeOffset since, CancellationToken cancellationToken = default) => ValueTask.FromResult<IReadOnlyList<MessageKey>>([]);

    /// <summary>Says good-bye; with <see cref="MailboxAbilities.DeletesOnClose"/> this is what makes deletions count. Disposing without it drops the connection and, on such a server, the deletions.</summary>
    ValueTask CloseAsync(CancellationToken cancellationToken = default);
}
