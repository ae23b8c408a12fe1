using System.Globalization;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Sandbox.Imap.Searching;

namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>SEARCH and UID SEARCH.</summary>
internal sealed class SearchCommand(bool byUid) : IImapCommand
{
    public string Name => byUid ? "UID SEARCH" : "SEARCH";

    public ImapState AllowedIn => ImapState.Selected;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.Space();
        if (arguments.PeekWord("CHARSET"))
        {
            arguments.Atom();
            arguments.Space();
            var charset = arguments.AString();
            arguments.Space();
            if (!charset.Equals("UTF-8", StringComparison.OrdinalIgnoreCase) && !charset.Equals("US-ASCII", StringComparison.OrdinalIgnoreCase))
            {
                return "NO [BADCHARSET (UTF-8 US-ASCII)] The specified charset is not supported.";
            }
        }

        var key = SearchKeyReader.ReadAll(arguments);
        var messages = session.Selected!.Messages;
        var found = new List<string>();
        for (var number = 1; number <= messages.Count; number++)
        {
            var message = messages[number - 1];
            var raw = key.NeedsContent ? await session.Server.Messages.FindRawAsync(message.ContentId, cancellation) : null;
            if (key.NeedsContent && raw is null)
            {
                // Another session took it out; what is gone meets no condition.
                continue;
            }

            var content = raw is null ? null : MimeMessage.Parse(raw);
            if (key.Matches(new SearchCandidate(number, message, content, messages.Count, messages[^1].Uid)))
            {
                found.Add((byUid ? message.Uid : number).ToString(CultureInfo.InvariantCulture));
            }
        }

        await session.Connection.WriteLineAsync(found.Count == 0 ? "* SEARCH" : $"* SEARCH {string.Join(' ', found)}", cancellation);
        return "OK SEARCH completed.";
    }
}
