namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>STORE and UID STORE.</summary>
internal sealed class StoreCommand(bool byUid) : IImapCommand
{
    public string Name => byUid ? "UID STORE" : "STORE";

    public ImapState AllowedIn => ImapState.Selected;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.Space();
        var set = arguments.Set();
        arguments.Space();
        var action = arguments.Atom().ToUpperInvariant();
        arguments.Space();
        var flags = ImapFlags.Known(arguments.Peek('(') ? arguments.List() : Rest(arguments));
        arguments.End();
        var silent = action.EndsWith(".SILENT", StringComparison.Ordinal);
        var kind = silent ? action[..^".SILENT".Length] : action;
        if (kind is not ("FLAGS" or "+FLAGS" or "-FLAGS"))
        {
            throw new ImapSyntaxException($"STORE knows no {action}");
        }

        if (session.Selected!.ReadOnly)
        {
            return "NO STORE failed: the folder is open read-only.";
        }

        var (added, removed) = kind switch
        {
            "+FLAGS" => (flags, []),
            "-FLAGS" => ([], flags),
            _ => (flags, ImapFlags.Others(flags)),
        };
        var missing = false;
        foreach (var (number, message) in session.Selected.Find(set, byUid))
        {
            if (await session.Server.Messages.ChangeFlagsAsync(session.Selected.Folder.Id, message.Uid, added, removed, cancellation) is not { } now)
            {
                missing = true;
                continue;
            }

            session.Selected.Update(number, message with { Flags = now });
            if (!silent)
            {
                var uid = byUid ? $" UID {message.Uid}" : "";
                await session.Connection.WriteLineAsync($"* {number} FETCH (FLAGS {ImapText.Flags(now)}{uid})", cancellation);
            }
        }

        return missing && !silent ? $"NO {ImapSession.SomeAreGone}" : "OK STORE completed.";
    }

    private static List<string> Rest(ImapArguments arguments)
    {
        var flags = new List<string> { arguments.Atom() };
        while (arguments.Take(' '))
        {
            flags.Add(arguments.Atom());
        }

        return flags;
    }
}
