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
/// <param name="Epoch">How often it has begun its numbers anew under the same generation.</param>
internal sealed record FolderCursor(string Folder, string Generation, CursorMode Mode, MessageKey? Place, MessageKey? Until, DateTimeOffset FirstSeenAt, int Epoch)
{
    /// <summary>
    /// A first cursor by the start rule, or one that reads a renumbered folder again.
    /// </summary>
    /// <param name="known">The cursor so far; null for a folder that was never looked into.</param>
    /// <param name="generation">The folder's numbering now.</param>
    /// <param name="newest">The last message that is there already; what comes later is new whatever the start rule says.</param>
    /// <param name="name">The folder.</param>
    /// <param name="startFrom">The start rule.</param>
    /// <param name="now">The time.</param>
    public static FolderCursor Begin(FolderCursor? known, string generation, MessageKey? newest, string name, StartFrom startFrom, DateTimeOffset now)
    {
        if (known is not null)
        {
            return known with
            {
                Generation = generation,
                Mode = known.Mode is CursorMode.Follow ? CursorMode.Rejoin : known.Mode,
                Place = null,
                Until = newest,
                Epoch = known.Generation == generation ? known.Epoch + 1 : 0,
            };
        }

        return startFrom switch
        {
            StartFrom.Everything => new FolderCursor(name, generation, CursorMode.Follow, null, null, now, 0),
            StartFrom.Date => new FolderCursor(name, generation, CursorMode.Since, null, newest, now, 0),
            StartFrom.Unread => new FolderCursor(name, generation, CursorMode.Unread, null, newest, now, 0),
            _ => new FolderCursor(name, generation, CursorMode.Follow, newest, null, now, 0),
        };
    }

    /// <summary>Whether this cursor names a message that the folder has not come to yet: its numbers have begun anew.</summary>
    public bool IsAhead(MessageKey? newest) => Place is { } place && newest is { } last && IsAfter(place, last);

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
