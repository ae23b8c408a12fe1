using System.Text;

namespace HelpdeskMail.Mail.Tests.Mime.Agreement;

/// <summary>A value of IMAP's data format, read independently of the library: a list, a string, or null for NIL.</summary>
internal sealed record ImapValue(string? Text, IReadOnlyList<ImapValue>? List)
{
    public ImapValue this[int index] => List![index];

    public static ImapValue Read(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (bytes[at] is (byte)' ' or (byte)'\r' or (byte)'\n')
        {
            at++;
        }

        return bytes[at] switch
        {
            (byte)'(' => ReadList(bytes, ref at),
            (byte)'"' => ReadQuoted(bytes, ref at),
            (byte)'{' => ReadLiteral(bytes, ref at),
            _ => ReadAtom(bytes, ref at),
        };
    }

    private static ImapValue ReadList(ReadOnlySpan<byte> bytes, ref int at)
    {
        var items = new List<ImapValue>();
        at++;
        while (true)
        {
            while (bytes[at] == ' ')
            {
                at++;
            }

            if (bytes[at] == ')')
            {
                at++;
                return new(null, items);
            }

            items.Add(Read(bytes, ref at));
        }
    }

    private static ImapValue ReadQuoted(ReadOnlySpan<byte> bytes, ref int at)
    {
        var text = new List<byte>();
        for (at++; bytes[at] != '"'; at++)
        {
            at += bytes[at] == '\\' ? 1 : 0;
            text.Add(bytes[at]);
        }

        at++;
        return new(Encoding.UTF8.GetString([.. text]), null);
    }

    private static ImapValue ReadLiteral(ReadOnlySpan<byte> bytes, ref int at)
    {
        var end = at + bytes[at..].IndexOf((byte)'}');
        var length = int.Parse(bytes[(at + 1)..end], System.Globalization.CultureInfo.InvariantCulture);
        at = end + 3 + length;
        return new(Encoding.UTF8.GetString(bytes[(end + 3)..at]), null);
    }

    private static ImapValue ReadAtom(ReadOnlySpan<byte> bytes, ref int at)
    {
        var start = at;
        while (bytes[at] is not (byte)' ' and not (byte)')' and not (byte)'\r')
        {
            at++;
        }

        var text = Encoding.ASCII.GetString(bytes[start..at]);
        return new(text == "NIL" ? null : text, null);
    }
}
