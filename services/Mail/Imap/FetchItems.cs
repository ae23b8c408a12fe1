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

    /// <summary>Whether <see cref="InternalDate"/> was told, in whatever form.</summary>
    public bool HasDate { get; private set; }

    public MessageMarks Marks { get; private set; }

    /// <summary>Whether <see cref="Marks"/> were told.</summary>
    public bool HasMarks { get; private set; }

    /// <summary>A body that came as a quoted string (some servers do that for short ones).</summary>
    public byte[]? InlineBody { get; private set; }

    /// <summary>The server answered NIL for the body: it has none to give.</summary>
    public bool BodyIsNil { get; private set; }

    /// <summary>Nothing but a UID.</summary>
    public static FetchItems Of(uint uid) => new() { Uid = uid };

    /// <summary>Adds what another answer about the same message tells: servers may tell of one message in several.</summary>
    public void Add(FetchItems other)
    {
        Uid ??= other.Uid;
        Size ??= other.Size;
        InternalDate ??= other.InternalDate;
        HasDate |= other.HasDate;
        if (other.HasMarks)
        {
            (Marks, HasMarks) = (other.Marks, true);
        }
    }

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

        var depth = 1;
        while (true)
        {
            scanner.SkipSpaces();
            // Domino puts some items into brackets of their own: «(UID 7 (FLAGS (\Seen)) RFC822.SIZE 3)».
            if (scanner.TryTake('('))
            {
                depth++;
                continue;
            }

            if (scanner.TryTake(')'))
            {
                if (--depth == 0)
                {
                    return;
                }

                continue;
            }

            if (scanner.AtEnd)
            {
                if (behindBody)
                {
                    // Domino has been seen to forget the bracket behind a message; the message itself is there.
                    return;
                }

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

    /// <summary>Whether an item's name is that of a message or of a part of one. Some servers repeat the name as it was asked for, <c>BODY.PEEK[]</c>.</summary>
    public static bool IsBody(ReadOnlySpan<byte> name) => StartsWith(name, "BODY["u8) || StartsWith(name, "BODY.PEEK["u8) || StartsWith(name, "BINARY["u8) || StartsWith(name, "BINARY.PEEK["u8)
        || Ascii.EqualsIgnoreCase(name, "RFC822"u8) || Ascii.EqualsIgnoreCase(name, "RFC822.HEADER"u8) || Ascii.EqualsIgnoreCase(name, "RFC822.TEXT"u8);

    private static bool StartsWith(ReadOnlySpan<byte> name, ReadOnlySpan<byte> beginning) => name.Length >= beginning.Length && Ascii.EqualsIgnoreCase(name[..beginning.Length], beginning);

    private void ReadValue(ReadOnlySpan<byte> name, ref ImapScanner scanner)
    {
        if (Ascii.EqualsIgnoreCase(name, "UID"u8))
        {
            Uid = scanner.TryNumber(out var uid) && uid is > 0 and <= uint.MaxValue ? (uint)uid : Uid;
        }
        else if (Ascii.EqualsIgnoreCase(name, "RFC822.SIZE"u8))
        {
            Size = scanner.TryNumber(out var size) && size <= long.MaxValue ? (long)size : Size;
        }
        else if (Ascii.EqualsIgnoreCase(name, "FLAGS"u8))
        {
            (Marks, HasMarks) = (ReadMarks(ref scanner), true);
        }
        else if (Ascii.EqualsIgnoreCase(name, "INTERNALDATE"u8))
        {
            HasDate = true;
            InternalDate = DateTimeOffset.TryParseExact(scanner.Text().Trim(), DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
        }
        else if (IsBody(name))
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
        if (!scanner.TryTake('('))
        {
            // NIL, or a flag alone.
            scanner.TryString(out var single);
            return Mark(single);
        }

        for (scanner.SkipSpaces(); !scanner.TryTake(')'); scanner.SkipSpaces())
        {
            if (scanner.Next == '(' || scanner.AtEnd)
            {
                throw new ImapSyntaxException("a list of flags that is none");
            }

            scanner.TryString(out var flag);
            marks |= Mark(flag);
        }

        return marks;
    }

    private static MessageMarks Mark(ReadOnlySpan<byte> flag) =>
        Ascii.EqualsIgnoreCase(flag, "\\Seen"u8) ? MessageMarks.Seen
        : Ascii.EqualsIgnoreCase(flag, "\\Answered"u8) ? MessageMarks.Answered
        : Ascii.EqualsIgnoreCase(flag, "\\Flagged"u8) ? MessageMarks.Flagged
        : Ascii.EqualsIgnoreCase(flag, "\\Deleted"u8) ? MessageMarks.Deleted
        : Ascii.EqualsIgnoreCase(flag, "\\Draft"u8) ? MessageMarks.Draft
        : MessageMarks.None;
}
