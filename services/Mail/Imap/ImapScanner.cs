using System.Buffers;
using System.Globalization;
using System.Text;

namespace HelpdeskMail.Mail.Imap;

/// <summary>Walks over the bytes of one answer, literals included (RFC 9051 section 9). Forgiving where servers are careless: any atom goes as a string, NIL as an empty one.</summary>
internal ref struct ImapScanner(ReadOnlySpan<byte> bytes)
{
    private static readonly SearchValues<byte> AtomEnds = SearchValues.Create(" ()\"\r\n"u8);

    private readonly ReadOnlySpan<byte> bytes = bytes;
    private int at;

    public readonly bool AtEnd => at >= bytes.Length;

    public readonly byte Next => at < bytes.Length ? bytes[at] : (byte)0;

    public readonly ReadOnlySpan<byte> Rest => bytes[at..];

    /// <summary>Passes over spaces, and over line ends where a server breaks an answer (see <see cref="ImapReader"/>).</summary>
    public void SkipSpaces()
    {
        while (at < bytes.Length && (bytes[at] is (byte)' ' or (byte)'\r' or (byte)'\n'))
        {
            at++;
        }
    }

    /// <summary>Passes over everything that is left.</summary>
    public void SkipToEnd() => at = bytes.Length;

    public bool TryTake(char expected)
    {
        if (Next != expected || AtEnd)
        {
            return false;
        }

        at++;
        return true;
    }

    public void Take(char expected)
    {
        if (!TryTake(expected))
        {
            throw new ImapSyntaxException($"no «{expected}» where there has to be one");
        }
    }

    /// <summary>Everything up to a space, a bracket, a quote or the end.</summary>
    public ReadOnlySpan<byte> Atom()
    {
        var length = bytes[at..].IndexOfAny(AtomEnds);
        var atom = length < 0 ? bytes[at..] : bytes.Slice(at, length);
        at += atom.Length;
        return atom;
    }

    /// <summary>The name of a FETCH item with its section: <c>BODY[HEADER.FIELDS (TO CC)]&lt;0&gt;</c>.</summary>
    public ReadOnlySpan<byte> FetchItem()
    {
        var from = at;
        var depth = 0;
        while (at < bytes.Length && (depth > 0 || bytes[at] is not ((byte)' ' or (byte)'(' or (byte)')')))
        {
            depth += bytes[at] switch { (byte)'[' => 1, (byte)']' => -1, _ => 0 };
            at++;
        }

        return bytes[from..at];
    }

    public ulong Number() => TryNumber(out var number) ? number : throw new ImapSyntaxException("a number that is none");

    /// <summary>A number, which some servers put between quotes; false for NIL and everything else, passed over.</summary>
    public bool TryNumber(out ulong number)
    {
        number = 0;
        if (Next == '(')
        {
            SkipValue();
            return false;
        }

        TryString(out var digits);
        return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }

    /// <summary>A quoted string, a literal, or an atom. NIL gives false.</summary>
    public bool TryString(out ReadOnlySpan<byte> value)
    {
        if (Next == '"')
        {
            value = Quoted();
            return true;
        }

        if (IsLiteral())
        {
            value = Literal();
            return true;
        }

        value = Atom();
        return !Ascii.EqualsIgnoreCase(value, "NIL"u8);
    }

    public string Text() => TryString(out var value) ? Encoding.UTF8.GetString(value) : "";

    /// <summary>Passes over a value of any kind and depth.</summary>
    public void SkipValue()
    {
        var depth = 0;
        do
        {
            SkipSpaces();
            if (TryTake('('))
            {
                depth++;
            }
            else if (TryTake(')'))
            {
                depth--;
            }
            else if (AtEnd)
            {
                throw new ImapSyntaxException("an answer that ends inside a list");
            }
            else
            {
                var before = at;
                TryString(out _);
                if (at == before)
                {
                    throw new ImapSyntaxException("an answer that cannot be read on");
                }
            }
        }
        while (depth > 0);
    }

    // «{5}» or «~{5}» with a line end behind; a folder may well be called «~user» or «{old}».
    private readonly bool IsLiteral()
    {
        var rest = Rest is [(byte)'~', .. var behind] ? behind : Rest;
        return rest is [(byte)'{', ..] && rest.IndexOf((byte)'}') is > 0 and var close && rest[(close + 1)..] is [(byte)'\r', (byte)'\n', ..] or [(byte)'\n', ..];
    }

    private ReadOnlySpan<byte> Quoted()
    {
        var from = ++at;
        var escaped = false;
        for (; at < bytes.Length; at++)
        {
            if (bytes[at] == '\\')
            {
                escaped = true;
                at++;
            }
            else if (bytes[at] == '"')
            {
                var value = bytes[from..at++];
                return escaped ? Unescape(value) : value;
            }
        }

        throw new ImapSyntaxException("a quoted string without an end");
    }

    private ReadOnlySpan<byte> Literal()
    {
        TryTake('~');
        var close = bytes[at..].IndexOf((byte)'}');
        var digits = close > 1 ? bytes.Slice(at + 1, close - 1).TrimEnd((byte)'+') : [];
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            throw new ImapSyntaxException("a literal without a size");
        }

        at += close + 1;
        at += Rest.StartsWith("\r\n"u8) ? 2 : 1;
        if (length > bytes.Length - at)
        {
            throw new ImapSyntaxException("a literal that is cut short");
        }

        at += length;
        return bytes.Slice(at - length, length);
    }

    private static ReadOnlySpan<byte> Unescape(ReadOnlySpan<byte> value)
    {
        var plain = new byte[value.Length];
        var length = 0;
        for (var from = 0; from < value.Length; from++)
        {
            if (value[from] == '\\' && from + 1 < value.Length)
            {
                from++;
            }

            plain[length++] = value[from];
        }

        return plain.AsSpan(0, length);
    }
}
