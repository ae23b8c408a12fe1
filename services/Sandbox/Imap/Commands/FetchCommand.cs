using System.Globalization;
using System.Text;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Sandbox.Faults;
using HelpdeskMail.Sandbox.Mailboxes;

namespace HelpdeskMail.Sandbox.Imap.Commands;

/// <summary>FETCH and UID FETCH. One message is in memory at a time.</summary>
internal sealed class FetchCommand(bool byUid) : IImapCommand
{
    public string Name => byUid ? "UID FETCH" : "FETCH";

    public ImapState AllowedIn => ImapState.Selected;

    public async Task<string> RunAsync(ImapSession session, ImapArguments arguments, CancellationToken cancellation)
    {
        arguments.Space();
        var set = arguments.Set();
        arguments.Space();
        var items = FetchItemReader.Read(arguments);
        arguments.End();
        if (byUid && !items.Contains(new FetchItem.Datum("UID")))
        {
            items = [new FetchItem.Datum("UID"), .. items];
        }

        var missing = false;
        foreach (var (number, message) in session.Selected!.Find(set, byUid))
        {
            missing |= !await WriteAsync(session, number, message, items, cancellation);
        }

        return missing ? $"NO {ImapSession.SomeAreGone}" : "OK FETCH completed.";
    }

    /// <summary>Writes what was asked for of a message.</summary>
    /// <returns>False where its content is asked for and gone.</returns>
    private static async Task<bool> WriteAsync(ImapSession session, int number, FolderMessage message, IReadOnlyList<FetchItem> items, CancellationToken cancellation)
    {
        MimeMessage? content = null;
        if (items.Any(item => item is FetchItem.Section or FetchItem.Datum { Name: "ENVELOPE" or "BODY" or "BODYSTRUCTURE" }))
        {
            if (await session.Server.Messages.FindRawAsync(message.ContentId, cancellation) is not { } raw)
            {
                return false;
            }

            content = MimeMessage.Parse(raw);
        }

        (message, items) = await MarkSeenAsync(session, number, message, items, cancellation);
        var line = new StringBuilder($"* {number.ToString(CultureInfo.InvariantCulture)} FETCH (");
        var logged = new StringBuilder(line.ToString());
        var first = true;
        foreach (var item in items)
        {
            line.Append(first ? "" : " ");
            logged.Append(first ? "" : " ");
            first = false;
            if (item is not FetchItem.Section section)
            {
                var text = Attribute((FetchItem.Datum)item, session.EstimatesSizes ? message with { Size = EstimateSizesFault.Estimate(message.Size) } : message, content);
                line.Append(text);
                logged.Append(text);
                continue;
            }

            var bytes = SectionBytes.Read(content!, section);
            line.Append(section.Label).Append(bytes is null ? " NIL" : string.Create(CultureInfo.InvariantCulture, $" {{{bytes.Value.Length}}}\r\n"));
            logged.Append(section.Label).Append(bytes is null ? " NIL" : string.Create(CultureInfo.InvariantCulture, $" ({bytes.Value.Length} bytes)"));
            await session.Connection.WriteAsync(Encoding.UTF8.GetBytes(line.ToString()), cancellation);
            await session.Connection.WriteAsync(bytes ?? ReadOnlyMemory<byte>.Empty, cancellation);
            line.Clear();
        }

        session.Connection.Log.Server(logged.Append(')').ToString());
        await session.Connection.WriteAsync(Encoding.UTF8.GetBytes(line.Append(")\r\n").ToString()), cancellation);
        await session.Connection.FlushAsync(cancellation);
        return true;
    }

    private static string Attribute(FetchItem.Datum item, FolderMessage message, MimeMessage? content) => item.Name switch
    {
        "FLAGS" => $"FLAGS {ImapText.Flags(message.Recent ? message.Flags.Append(@"\Recent") : message.Flags)}",
        "UID" => string.Create(CultureInfo.InvariantCulture, $"UID {message.Uid}"),
        "RFC822.SIZE" => string.Create(CultureInfo.InvariantCulture, $"RFC822.SIZE {message.Size}"),
        "INTERNALDATE" => $"INTERNALDATE {ImapText.Date(message.ReceivedAt)}",
        "ENVELOPE" => $"ENVELOPE {EnvelopeText.Write(content!)}",
        "BODY" => $"BODY {BodyStructureText.Write(content!.Root, extended: false)}",
        _ => $"BODYSTRUCTURE {BodyStructureText.Write(content!.Root, extended: true)}",
    };

    /// <summary>
    /// Reading a section without PEEK marks the message as seen. The client is told in the same answer (RFC 9051 section 6.4.5), after what it asked for, as Exchange does: curl takes the first FETCH for the content.
    /// </summary>
    private static async Task<(FolderMessage Message, IReadOnlyList<FetchItem> Items)> MarkSeenAsync(
        ImapSession session, int number, FolderMessage message, IReadOnlyList<FetchItem> items, CancellationToken cancellation)
    {
        var reads = items.Any(item => item is FetchItem.Section { Peek: false });
        if (!reads || session.Selected!.ReadOnly || message.Flags.Contains(ImapFlags.Seen, StringComparer.Ordinal))
        {
            return (message, items);
        }

        if (await session.Server.Messages.ChangeFlagsAsync(session.Selected.Folder.Id, message.Uid, [ImapFlags.Seen], [], cancellation) is not { } flags)
        {
            return (message, items);
        }

        var (seen, told) = (message with { Flags = flags }, new FetchItem.Datum("FLAGS"));
        session.Selected.Update(number, seen);
        return (seen, items.Contains(told) ? items : [.. items, told]);
    }
}
