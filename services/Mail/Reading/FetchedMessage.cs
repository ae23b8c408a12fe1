using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Mail.Reading;

/// <summary>A message on its way from the server. It is valid until the next one is asked for: what has not been read from <see cref="Content"/> by then is skipped.</summary>
/// <param name="Key">Its key in the open folder.</param>
/// <param name="Size">IMAP: exact size in bytes where the message comes whole. Otherwise, and for POP3 always, what the server says of it, which some servers only estimate (Exchange).</param>
/// <param name="ReceivedAt">When the server received it; null where the protocol does not tell, or where a server tells it only behind a large message.</param>
/// <param name="Marks">Its marks; none where the protocol has none.</param>
/// <param name="IsWhole">False when only the header is given, because the message is larger than the caller wanted.</param>
/// <param name="Content">The raw bytes as they lie on the server, read once and forwards, never seekable; empty when <paramref name="Failure"/> is set.</param>
/// <param name="Failure">Why the server would not give this message (and went on with the others); null in the ordinary case.</param>
public sealed record FetchedMessage(
    MessageKey Key,
    long Size,
    DateTimeOffset? ReceivedAt,
    MessageMarks Marks,
    bool IsWhole,
    Stream Content,
    MailFailure? Failure = null);
