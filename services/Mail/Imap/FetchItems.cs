using System.Globalization;
using System.Text;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Mail.Imap;

/// <summary>What one FETCH answer has told of a message so far; its items may come in any order, and behind the body too.</summary>
internal sealed class FetchItems
{
    private static readonly string[] DateForms = ["d-MMM-yyyy HH:mm:ss zzz", "dd-MMM-yyyy HH:mm:ss zzz"];

    public uint? Uid { get; private set; }

    public long? Size { get; private set; }

    public DateTimeOffset? InternalDate { get; private set; }

    public MessageMarks Marks { get; private set; }

    /// <summary>A body that came as a quoted string (some servers do that for short ones).</summary>
    public byte[]? InlineBody { get; private set; }

    /// <summary>The server answered NIL for the body: it has none to give.</summary>
    public bool BodyIsNil { get; private set; }

    /// <summary>Reads items up to the end of the answer or to a message literal. <paramref name="behindBody"/>: these bytes follow one.</summary>
    /// <exception cref="ImapSyntaxException">It is no list of items.</exception>
    public void Read(ReadOnlySpan<byte> bytes, bool literalFollows, bool behindBody)
    {
        var scanner = new ImapScanner(bytes);
        scanner.SkipSpaces();
        if (!behindBody)
        {
            scanner.Take('(');
        }

        while (true)
        {
            scanner.SkipSpaces();
            if (scanner.TryTake(')'))
            {
                return;
            }

            if (scanner.AtEnd)
            {
                throw new ImapSyntaxException("a FETCH answer without an end");
            }

            var name = scanner.FetchItem();
            scanner.SkipSpaces();
            if (literalFollows && scanner.Rest is [(byte)'{' or (byte)'~', ..] && IsBody(name) && scanner.Rest.IndexOf((byte)'\n') < 0)
            {
                return;
            }

            ReadValue(name, ref scanner);
        }
    }

    private static bool IsBody(ReadOnlySpan<byte> name) => name.StartsWith("BODY["u8) || name.StartsWith("BINARY["u8) || name.StartsWith("RFC822"u8);

    private void ReadValue(ReadOnlySpan<byte> name, ref ImapScanner scanner)
    {
        if (Ascii.EqualsIgnoreCase(name, "UID"u8))
        {
            Uid = checked((uint)Math.Min(scanner.Number(), uint.MaxValue));
        }
        else if (Ascii.EqualsIgnoreCase(name, "RFC822.SIZE"u8))
        {
            Size = (long)Math.Min(scanner.Number(), long.MaxValue);
        }
        else if (Ascii.EqualsIgnoreCase(name, "FLAGS"u8))
        {
            Marks = ReadMarks(ref scanner);
        }
        else if (Ascii.EqualsIgnoreCase(name, "INTERNALDATE"u8))
        {
            InternalDate = DateTimeOffset.TryParseExact(scanner.Text().Trim(), DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
        }
        else if (name.StartsWith("BODY["u8))
        {
            if (scanner.TryString(out var body))
            {
                InlineBody = body.ToArray();
            }
            else
            {
                BodyIsNil = true;
            }
        }
        else
        {
            scanner.SkipValue();
        }
    }

    private static MessageMarks ReadMarks(ref ImapScanner scanner)
    {
        var marks = MessageMarks.None;
        scanner.Take('(');
        while (true)
        {
            scanner.SkipSpaces();
            if (scanner.TryTake(')'))
            {
                return marks;
            }

            var flag = scanner.Atom();
            if (flag.IsEmpty)
            {
                throw new ImapSyntaxException("a list of flags that is none");
            }

            marks |= Mark(flag);
        }
    }

    private static MessageMarks Mark(ReadOnlySpan<byte> flag) =>
        Ascii.EqualsIgnoreCase(flag, "\\Seen"u8) ? MessageMarks.Seen
        : Ascii.EqualsIgnoreCase(flag, "\\Answered"u8) ? MessageMarks.Answered
        : Ascii.EqualsIgnoreCase(flag, "\\Flagged"u8) ? MessageMarks.Flagged
        : Ascii.EqualsIgnoreCase(flag, "\\Deleted"u8) ? MessageMarks.Deleted
        : Ascii.EqualsIgnoreCase(flag, "\\Draft"u8) ? MessageMarks.Draft
        : MessageMarks.None;
}
