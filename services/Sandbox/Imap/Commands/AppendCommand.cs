using System.Globalization;
using HelpdeskMail.Sandbox.Mailboxes;

namespace HelpdeskMail.Sandbox.Imap.Commands;

internal sealed class AppendCommand : IImapCommand
{
    private static readonly string[] DateForms = ["d-MMM-yyyy HH:mm:ss zzz"];

    public string Name => "APPEND";

    public ImapState AllowedIn => ImapState.SignedIn;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.Space();
        var name = ModifiedUtf7.Decode(arguments.AString());
        arguments.Space();
        IReadOnlyList<string> flags = [];
        if (arguments.Peek('('))
        {
            flags = arguments.List();
            arguments.Space();
        }

        DateTimeOffset? received = null;
        if (arguments.Peek('"'))
        {
            received = Date(arguments.AString());
            arguments.Space();
        }

        var raw = arguments.Literal();
        arguments.End();
        if (await session.Server.Folders.FindAsync(session.MailboxId, name, cancellation) is not { } folder)
        {
            return $"NO [TRYCREATE] {name} doesn't exist.";
        }

        var uid = await session.Server.Messages.AddAsync(folder.Id, HeaderEdit.CanonicalLineEnds(raw), ImapFlags.Known(flags), received, cancellation);
        return $"OK [APPENDUID {folder.UidValidity} {uid}] APPEND completed.";
    }

    private static DateTimeOffset Date(string text) =>
        DateTimeOffset.TryParseExact(text.Trim(), DateForms, CultureInfo.InvariantCulture, DateTimeStyles.AllowWhiteSpaces, out var date)
            ? date.ToUniversalTime()
            : throw new ImapSyntaxException($"'{text}' is no date-time");
}
