namespace HelpdeskMail.Mail.Reading;

/// <summary>What has happened in a folder since an earlier <see cref="FolderState"/> of it was told, and its state now.</summary>
public sealed class FolderChanges
{
    // Ranges as the server tells them: a few bytes may name a thousand million messages.
    private readonly IReadOnlyList<(uint First, uint Last)>? gone;
    private readonly uint validity;

    internal FolderChanges(FolderState state, IReadOnlyList<ChangedMessage>? changed, IReadOnlyList<(uint First, uint Last)>? gone, uint validity)
    {
        State = state;
        Changed = changed;
        this.gone = gone;
        this.validity = validity;
    }

    /// <summary>The changes where nobody can tell them: everything has to be listed.</summary>
    public FolderChanges(FolderState state)
        : this(state, null, null, 0)
    {
    }

    /// <summary>The folder now. Kept, it is what to ask with the next time.</summary>
    public FolderState State { get; }

    /// <summary>Messages that are new or carry other marks, by rising key; null when the server cannot tell (it keeps no change counter, or has given all messages new keys): list the folder instead.</summary>
    public IReadOnlyList<ChangedMessage>? Changed { get; }

    /// <summary>Whether <see cref="IsGone"/> knows; false on servers that count changes and do not remember what was removed (RFC 7162 without QRESYNC, Gmail).</summary>
    public bool TellsGone => gone is not null;

    /// <summary>Whether the message has been removed from the folder since; false for a key of another generation, and always without <see cref="TellsGone"/>.</summary>
    public bool IsGone(MessageKey key) =>
        gone is not null && key.TryGetImap(out var generation, out var uid) && generation == validity && gone.Any(range => uid >= range.First && uid <= range.Last);
}
