namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>EXPUNGE, and UID EXPUNGE (RFC 4315) for some only.</summary>
internal sealed class ExpungeCommand(bool byUid) : IImapCommand
{
    public string Name => byUid ? "UID EXPUNGE" : "EXPUNGE";

    public ImapState AllowedIn => ImapState.Selected;

    /// <summary>Removes the messages marked \Deleted whose UID is wanted; the end of the command tells of them.</summary>
    public static Task RemoveDeletedAsync(ImapSession session, Func<long, bool> wanted, CancellationToken cancellation) =>
        session.Server.Messages.RemoveAsync(
            session.Selected!.Folder.Id,
            session.Selected.Messages.Where(message => message.Flags.Contains(ImapFlags.Deleted, StringComparer.Ordinal) && wanted(message.Uid)).Select(message => message.Uid),
            cancellation);

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        SequenceSet? set = null;
        if (byUid)
        {
            arguments.Space();
            set = arguments.Set();
        }

        arguments.End();
        if (session.Selected!.ReadOnly)
        {
            return "NO EXPUNGE failed: the folder is open read-only.";
        }

        var highest = session.Selected.Messages.Count == 0 ? 0 : session.Selected.Messages[^1].Uid;
        await RemoveDeletedAsync(session, uid => set is null || set.Contains(uid, highest), cancellation);
        return "OK EXPUNGE completed.";
    }
}
