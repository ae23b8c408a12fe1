using System.Globalization;

namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>COPY, MOVE (RFC 6851) and their UID forms, with COPYUID (RFC 4315).</summary>
internal sealed class CopyCommand(string verb, bool byUid) : IImapCommand
{
    public string Name => byUid ? $"UID {verb}" : verb;

    public ImapState AllowedIn => ImapState.Selected;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.Space();
        var set = arguments.Set();
        arguments.Space();
        var name = ModifiedUtf7.Decode(arguments.AString());
        arguments.End();
        if (await session.Server.Folders.FindAsync(session.MailboxId, name, cancellation) is not { } target)
        {
            return $"NO [TRYCREATE] {name} doesn't exist.";
        }

        var selected = session.Selected!;
        if (verb == "MOVE" && selected.ReadOnly)
        {
            return "NO MOVE failed: the folder is open read-only.";
        }

        var messages = selected.Find(set, byUid).Select(entry => entry.Message).ToList();
        if (messages.Count == 0)
        {
            return $"OK {verb} completed.";
        }

        var store = session.Server.Messages;
        var uids = verb == "COPY" ? await store.CopyAsync(messages, target.Id, cancellation) : await store.MoveAsync(messages, target.Id, cancellation);
        if (uids is null)
        {
            return $"NO {ImapSession.SomeAreGone}";
        }

        var copied = $"[COPYUID {target.UidValidity} {Join(messages.Select(message => message.Uid))} {Join(uids)}]";
        if (verb == "COPY")
        {
            return $"OK {copied} COPY completed.";
        }

        await session.Connection.WriteLineAsync($"* OK {copied}", cancellation);
        return "OK MOVE completed.";
    }

    private static string Join(IEnumerable<long> uids) => string.Join(',', uids.Select(uid => uid.ToString(CultureInfo.InvariantCulture)));
}
