using System.Collections.Frozen;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>The messages of a folder that are taken in one go.</summary>
/// <param name="Keys">Their keys, oldest first.</param>
/// <param name="Place">Where it is kept how far they are.</param>
/// <param name="Join">Whether bytes that are already stored from this folder join their receipt: the server has given its messages new keys.</param>
/// <param name="NotBefore">Messages that their server received earlier are not wanted; null when all are.</param>
internal sealed record ReadingRun(IReadOnlyList<MessageKey> Keys, IReadingPlace Place, bool Join, DateTimeOffset? NotBefore)
{
    /// <summary>The place from which they were listed, where keys have no order; null for everything.</summary>
    public MessageKey? From { get; init; }

    /// <summary>Keys under which messages were read before that may be others by now. What turns out to be the same message is marked, moved or deleted only if that is still to be done.</summary>
    public IReadOnlySet<MessageKey> Again { get; init; } = FrozenSet<MessageKey>.Empty;

    /// <summary>Keys whose messages are wanted whatever their date, since they had wanted ones before.</summary>
    public IReadOnlySet<MessageKey> Wanted { get; init; } = FrozenSet<MessageKey>.Empty;

    /// <summary>The first moment from which a message of that key is wanted; null for any.</summary>
    public DateTimeOffset? NotBeforeOf(MessageKey key) => Wanted.Contains(key) ? null : NotBefore;
}
