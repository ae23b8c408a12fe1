using System.Text;

namespace HelpdeskMail.Mail.Imap;

/// <summary>A status answer with its response code as data (RFC 9051 section 7.1).</summary>
/// <param name="Condition">First word.</param>
/// <param name="Code">Response code in capitals; null for none.</param>
/// <param name="Arguments">What follows the code inside the brackets.</param>
/// <param name="Text">Words for people.</param>
internal sealed record ImapStatus(ImapCondition Condition, string? Code, string Arguments, string Text)
{
    /// <summary>The whole answer in one line.</summary>
    public string Words =>
        $"{Condition.ToString().ToUpperInvariant()} {(Code is null ? "" : Arguments.Length > 0 ? $"[{Code} {Arguments}] " : $"[{Code}] ")}{Text}".TrimEnd();

    public static bool TryCondition(ReadOnlySpan<byte> word, out ImapCondition condition)
    {
        condition = ImapCondition.Ok;
        return Ascii.EqualsIgnoreCase(word, "OK"u8)
            || (Ascii.EqualsIgnoreCase(word, "NO"u8) && Is(ImapCondition.No, out condition))
            || (Ascii.EqualsIgnoreCase(word, "BAD"u8) && Is(ImapCondition.Bad, out condition))
            || (Ascii.EqualsIgnoreCase(word, "BYE"u8) && Is(ImapCondition.Bye, out condition))
            || (Ascii.EqualsIgnoreCase(word, "PREAUTH"u8) && Is(ImapCondition.PreAuth, out condition));
    }

    /// <summary>Reads what follows the condition: <c>[UIDNEXT 5] Predicted</c>. A bracket that is never closed is text.</summary>
    public static ImapStatus Read(ImapCondition condition, ReadOnlySpan<byte> rest)
    {
        rest = rest.Trim(" \r\n"u8);
        if (!rest.StartsWith("["u8) || End(rest) is not (> 0 and var end))
        {
            return new(condition, null, "", Encoding.UTF8.GetString(rest));
        }

        var inside = Encoding.UTF8.GetString(rest[1..end]);
        var space = inside.IndexOf(' ', StringComparison.Ordinal);
        return new(
            condition,
            (space < 0 ? inside : inside[..space]).ToUpperInvariant(),
            space < 0 ? "" : inside[(space + 1)..].Trim(),
            Encoding.UTF8.GetString(rest[(end + 1)..].Trim((byte)' ')));
    }

    // A closing bracket may stand inside a quoted string or a list: [BADCHARSET ("a]b")], [PERMANENTFLAGS (\Seen old]mark \*)].
    private static int End(ReadOnlySpan<byte> rest)
    {
        var quoted = false;
        var depth = 0;
        for (var at = 1; at < rest.Length; at++)
        {
            if (rest[at] == '"')
            {
                quoted = !quoted;
            }
            else if (!quoted && rest[at] is (byte)'(' or (byte)')')
            {
                depth += rest[at] == '(' ? 1 : -1;
            }
            else if (rest[at] == ']' && !quoted && depth <= 0)
            {
                return at;
            }
        }

        return rest.IndexOf((byte)']');
    }

    private static bool Is(ImapCondition value, out ImapCondition condition)
    {
        condition = value;
        return true;
    }
}
