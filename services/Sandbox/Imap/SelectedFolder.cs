using HelpdeskMail.Sandbox.Mailboxes;

namespace HelpdeskMail.Sandbox.Imap;

/// <summary>
/// The folder a session has open, as the client knows it: message numbers are places in <see cref="Messages"/>, which only changes when the
/// client is told so.
/// </summary>
public sealed class SelectedFolder(Folder folder, bool readOnly, List<FolderMessage> messages, MailboxEvents.Watch changes) : IDisposable
{
    public Folder Folder => folder;

    public bool ReadOnly => readOnly;

    public IReadOnlyList<FolderMessage> Messages => messages;

    public MailboxEvents.Watch Changes => changes;

    /// <summary>The messages of a set, with their numbers.</summary>
    public IEnumerable<(int Number, FolderMessage Message)> Find(SequenceSet set, bool byUid)
    {
        var highest = byUid ? (messages.Count == 0 ? 0 : messages[^1].Uid) : messages.Count;
        return messages.Select((message, index) => (Number: index + 1, Message: message))
            .Where(entry => set.Contains(byUid ? entry.Message.Uid : entry.Number, highest))
            .ToList();
    }

    /// <summary>Notes flags the client has been told of.</summary>
    public void Update(int number, FolderMessage message) => messages[number - 1] = message;

    /// <summary>
    /// Takes over the folder's present state and gives the untagged lines that tell of it: EXPUNGE from the highest number down (left out, and
    /// the messages kept, where <paramref name="mayExpunge"/> is false), then EXISTS and RECENT, then changed flags.
    /// </summary>
    public IReadOnlyList<string> Take(IReadOnlyList<FolderMessage> present, bool mayExpunge)
    {
        var lines = new List<string>();
        var byUid = present.ToDictionary(message => message.Uid);
        for (var number = messages.Count; number >= 1 && mayExpunge; number--)
        {
            if (!byUid.ContainsKey(messages[number - 1].Uid))
            {
                messages.RemoveAt(number - 1);
                lines.Add($"* {number} EXPUNGE");
            }
        }

        var known = messages.Count == 0 ? 0 : messages[^1].Uid;
        var added = present.Where(message => message.Uid > known).ToList();
        for (var number = 1; number <= messages.Count; number++)
        {
            if (byUid.TryGetValue(messages[number - 1].Uid, out var now) && !now.Flags.ToHashSet(StringComparer.Ordinal).SetEquals(messages[number - 1].Flags))
            {
                messages[number - 1] = now;
                lines.Add($"* {number} FETCH (FLAGS {ImapText.Flags(now.Flags)} UID {now.Uid})");
            }
        }

        if (added.Count > 0)
        {
            messages.AddRange(added);
            lines.Add($"* {messages.Count} EXISTS");
            lines.Add($"* {messages.Count(message => message.Recent)} RECENT");
        }

        return lines;
    }

    public void Dispose() => changes.Dispose();
}
