using HelpdeskMail.Sandbox.Mailboxes;

namespace HelpdeskMail.Sandbox.Pop3;

/// <summary>The inbox as it was at sign-in; deletions happen at QUIT (RFC 1939 section 6).</summary>
public sealed class Maildrop(Folder inbox, IReadOnlyList<FolderMessage> messages)
{
    private readonly HashSet<int> deleted = [];

    public Folder Inbox => inbox;

    /// <summary>Messages not marked as deleted, with their numbers.</summary>
    public IEnumerable<(int Number, FolderMessage Message)> Present =>
        messages.Select((message, index) => (index + 1, message)).Where(entry => !deleted.Contains(entry.Item1));

    public IEnumerable<long> DeletedUids => deleted.Select(number => messages[number - 1].Uid);

    public FolderMessage? Find(int number) => number >= 1 && number <= messages.Count && !deleted.Contains(number) ? messages[number - 1] : null;

    public void Delete(int number) => deleted.Add(number);

    public void Reset() => deleted.Clear();

    /// <summary>The identifier UIDL gives: stable for as long as the folder's UIDs are.</summary>
    public string UniqueId(FolderMessage message) => $"{inbox.UidValidity:x}-{message.Uid:x}";
}
