namespace HelpdeskMail.Mail.Reading;

/// <summary>What a server says of a folder when it is opened.</summary>
/// <param name="Name">Name of the folder, decoded; empty for POP3.</param>
/// <param name="Generation">
/// Changes when the server has given every message a new key (IMAP: UIDVALIDITY), so that keys kept from before name nothing; null where the protocol
/// has no such thing.
/// </param>
/// <param name="Exists">Messages in the folder.</param>
/// <param name="End">
/// The place behind the newest message: kept and given as <see cref="MessageFilter.After"/> it means "what came later". Null where keys have no order (POP3);
/// there the keys that are listed now are what is old.
/// </param>
/// <param name="ReadOnly">True when the server lets nothing be marked, moved or deleted here.</param>
/// <param name="HighestModSeq">Change counter of the folder (RFC 7162) where the server keeps one.</param>
public sealed record FolderState(string Name, string? Generation, long Exists, MessageKey? End, bool ReadOnly, ulong? HighestModSeq)
{
    /// <summary>
    /// True when <see cref="End"/> is not the server's word on what its next message will be called: it gave none (IMAP: no UIDNEXT), so that this is the last message there is and goes back when
    /// that one goes, or it gave it a while ago and more has come since.
    /// </summary>
    public bool EndIsGuessed { get; init; }

    /// <summary>Marks that stay when set (IMAP: PERMANENTFLAGS, <c>\Seen</c>, <c>\Deleted</c>); null where the server does not say. Only of meaning when the folder was not opened for reading only.</summary>
    public IReadOnlyList<string>? PermanentMarks { get; init; }
}
