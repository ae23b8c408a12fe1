using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Cursors;

/// <summary>How far a folder has been read. It never moves past a message that is neither stored nor listed as failed.</summary>
/// <param name="Folder">Name of the folder.</param>
/// <param name="Generation">The server's numbering of the folder (UIDVALIDITY); empty where there is none.</param>
/// <param name="Mode">How it is read on.</param>
/// <param name="Place">Last settled message; null before the first.</param>
/// <param name="Until">Last message to which a mode other than <see cref="CursorMode.Follow"/> applies.</param>
/// <param name="FirstSeenAt">When the folder was first looked into.</param>
internal sealed record FolderCursor(string Folder, string Generation, CursorMode Mode, MessageKey? Place, MessageKey? Until, DateTimeOffset FirstSeenAt)
{
    /// <summary>
    /// The cursor to go on with after a folder was opened: the known one, or a first one by the start rule, or one that reads a renumbered folder again.
    /// </summary>
    public static FolderCursor Open(FolderCursor? known, FolderState folder, string name, StartFrom startFrom, DateTimeOffset now)
    {
        var generation = folder.Generation ?? "";
        if (known is not null)
        {
            return known.Generation == generation
                ? known
                : known with { Generation = generation, Mode = known.Mode is CursorMode.Follow ? CursorMode.Rejoin : known.Mode, Place = null, Until = folder.End };
        }

        return startFrom switch
        {
            StartFrom.Everything => new FolderCursor(name, generation, CursorMode.Follow, null, null, now),
            StartFrom.Date => new FolderCursor(name, generation, CursorMode.Since, null, folder.End, now),
            StartFrom.Unread => new FolderCursor(name, generation, CursorMode.Unread, null, folder.End, now),
            _ => new FolderCursor(name, generation, CursorMode.Follow, folder.End, null, now),
        };
    }

    /// <summary>What is asked of the server to find the next messages.</summary>
    /// <param name="receiving">Holds the start rule.</param>
    public MessageFilter Filter(ReceivingSettings receiving) => Mode switch
    {
        CursorMode.Unread => new MessageFilter(Place, Unread: true),
        CursorMode.Follow => new MessageFilter(Place),
        _ => new MessageFilter(Place, Since: NotBefore(receiving) is { } first ? DateOnly.FromDateTime(first.UtcDateTime).AddDays(-1) : null),
    };

    /// <summary>
    /// The first moment whose messages are wanted in this mode; null when all are. Where old mail was never wanted, a renumbered folder is read again from the day before it was first seen only.
    /// </summary>
    public DateTimeOffset? NotBefore(ReceivingSettings receiving) => Mode switch
    {
        CursorMode.Since => receiving.StartDate,
        CursorMode.Rejoin when receiving.StartFrom == StartFrom.Date && receiving.StartDate < FirstSeenAt => receiving.StartDate,
        CursorMode.Rejoin when receiving.StartFrom != StartFrom.Everything => FirstSeenAt.AddDays(-1),
        _ => null,
    };

    /// <summary>Whether the mode still applies to that message.</summary>
    public bool Covers(MessageKey key) => Mode == CursorMode.Follow || (Until is { } until && !IsAfter(key, until));

    /// <summary>Moved to a settled message.</summary>
    public FolderCursor MovedTo(MessageKey place) => this with { Place = place };

    /// <summary>At the end of a first or repeated reading: from here on everything new is taken.</summary>
    public FolderCursor AtEnd() => this with { Mode = CursorMode.Follow, Place = Until ?? Place, Until = null };

    private static bool IsAfter(MessageKey key, MessageKey other) =>
        key.TryGetImap(out var generation, out var uid) && other.TryGetImap(out var otherGeneration, out var otherUid) && generation == otherGeneration && uid > otherUid;
}
