using System.Text.RegularExpressions;
using HelpdeskMail.Sandbox.Mailboxes;

namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>LIST and LSUB. There are no folder roles (no SPECIAL-USE), as with Exchange.</summary>
internal sealed class ListCommand(string name) : IImapCommand
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    public string Name => name;

    public ImapState AllowedIn => ImapState.SignedIn;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.Space();
        var reference = arguments.AString();
        arguments.Space();
        var pattern = arguments.AString();
        arguments.End();
        if (pattern.Length == 0)
        {
            await session.Connection.WriteLineAsync($"* {name} (\\Noselect \\HasChildren) \"/\" \"\"", cancellation);
            return $"OK {name} completed.";
        }

        var expression = "^" + Regex.Escape(ModifiedUtf7.Decode(reference + pattern)).Replace("\\*", ".*", StringComparison.Ordinal).Replace("%", "[^/]*", StringComparison.Ordinal) + "$";
        var folders = await session.Server.Folders.ListAsync(session.MailboxId, cancellation);
        foreach (var folder in folders.Where(folder => Matches(folder, expression)))
        {
            var children = folders.Any(other => other.Name.StartsWith(folder.Name + "/", StringComparison.Ordinal)) ? "\\HasChildren" : "\\HasNoChildren";
            await session.Connection.WriteLineAsync($"* {name} ({children}) \"/\" {ImapText.Folder(folder.Name)}", cancellation);
        }

        return $"OK {name} completed.";
    }

    private bool Matches(Folder folder, string expression) =>
        (name == "LIST" || folder.Subscribed) && Regex.IsMatch(folder.Name, expression, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, MatchTimeout);
}
