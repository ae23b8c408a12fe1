using System.Text;

namespace HelpdeskMail.Mail.Mime.Writing;

/// <summary>Writes text beyond ASCII as encoded words (RFC 2047): at most 75 characters each, never cut within a character.</summary>
internal static class EncodedWordWriter
{
    private const int Longest = 75;
    private const int Overhead = 12;
    private const int MostBlanks = 20;

    /// <summary>Adds text for people: as it is where that is possible, encoded words for the stretch that needs them or has a word that fits no line.</summary>
    public static void Text(FoldedField field, string text) => Unstructured(field, text, static word => NeedsEncoding(word) || word.Length > FoldedField.Wanted - "Subject: ".Length);

    /// <summary>Adds text that programs may read, such as an address of the web: encoded only where it cannot stand as it is.</summary>
    public static void Unstructured(FoldedField field, string text) => Unstructured(field, text, NeedsEncoding);

    private static void Unstructured(FoldedField field, string text, Predicate<string> needsEncoding)
    {
        text = Clean(text);
        var words = text.Split(' ');
        var first = Array.FindIndex(words, needsEncoding);
        var last = Array.FindLastIndex(words, needsEncoding);
        if (first < 0)
        {
            Plain(field, words);
            return;
        }

        Plain(field, words.AsSpan(0, first));
        Words(field, string.Join(' ', words[first..(last + 1)]));
        Plain(field, words.AsSpan(last + 1));
    }

    /// <summary>Adds words as they are. Several blanks in a row come as empty words and stay with the word behind them, so that no line ends in blanks; more than a line of them become one.</summary>
    private static void Plain(FoldedField field, ReadOnlySpan<string> words)
    {
        var blanks = 0;
        foreach (var word in words)
        {
            if (word.Length == 0)
            {
                blanks++;
                continue;
            }

            field.Word(blanks is > 0 and < MostBlanks ? new string(' ', blanks) + word : word);
            blanks = 0;
        }
    }

    /// <summary>Adds a display name: plain words, a quoted string, or encoded words (RFC 5322 section 3.2.5).</summary>
    public static void Phrase(FoldedField field, string name)
    {
        name = Clean(name).Trim();
        if (NeedsEncoding(name))
        {
            // Some readers (Python's email) show the blank between two encoded words of a name: one that fits a line of its own goes there whole.
            foreach (var word in Split(name, Longest).Skip(1).Any() ? Split(name, field.Left) : Split(name, Longest))
            {
                field.Word(word);
            }
        }
        else if (name.Split(' ').All(word => word.Length > 0 && word.All(Atoms.IsAtomCharacter)))
        {
            foreach (var word in name.Split(' '))
            {
                field.Word(word);
            }
        }
        else
        {
            // White space within a quoted string may be folded (RFC 5322 section 3.2.4).
            Plain(field, Quoted(name).Split(' '));
        }
    }

    /// <summary>The text as a quoted string.</summary>
    public static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>The text as encoded words, each on a word of its own.</summary>
    public static void Words(FoldedField field, string text)
    {
        foreach (var word in Split(text, field.Left))
        {
            field.Word(word);
        }
    }

    /// <summary>Splits into encoded words; the first one may be kept shorter to fit where it goes.</summary>
    public static IEnumerable<string> Split(string text, int firstRoom)
    {
        var useQ = PrefersQ(text);
        var room = Math.Clamp(firstRoom, 0, Longest) - Overhead;
        room = room < 16 ? Longest - Overhead : room;
        var piece = new StringBuilder();
        var bytes = 0;
        var width = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var length = rune.Utf8SequenceLength;
            var cost = useQ ? QCost(rune) : 0;
            var total = useQ ? width + cost : (bytes + length + 2) / 3 * 4;
            if (total > room && piece.Length > 0)
            {
                yield return Word(piece.ToString(), useQ);
                piece.Clear();
                (bytes, width, room) = (0, 0, Longest - Overhead);
            }

            piece.Append(rune.ToString());
            bytes += length;
            width += cost;
        }

        if (piece.Length > 0)
        {
            yield return Word(piece.ToString(), useQ);
        }
    }

    /// <summary>Line breaks, NUL and other controls become blanks: a name or subject never ends its field.</summary>
    public static string Clean(string text) => text.AsSpan().IndexOfAnyInRange('\0', '\u001F') < 0 && !text.Contains('\u007F', StringComparison.Ordinal)
        ? text
        : string.Concat(text.Replace("\r\n", " ", StringComparison.Ordinal).Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>Whether text cannot stand as it is: beyond ASCII, looking like an encoded word, or too long for any line.</summary>
    public static bool NeedsEncoding(string text) => !Ascii.IsValid(text) || text.Contains("=?", StringComparison.Ordinal) || text.Length > 700;

    private static string Word(string piece, bool useQ)
    {
        var bytes = Encoding.UTF8.GetBytes(piece);
        if (!useQ)
        {
            return $"=?utf-8?B?{Convert.ToBase64String(bytes)}?=";
        }

        var word = new StringBuilder("=?utf-8?Q?");
        foreach (var b in bytes)
        {
            if (b == ' ')
            {
                word.Append('_');
            }
            else if (IsPlainInQ(b))
            {
                word.Append((char)b);
            }
            else
            {
                word.Append('=').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return word.Append("?=").ToString();
    }

    private static bool PrefersQ(string text) => text.EnumerateRunes().Sum(QCost) <= (Encoding.UTF8.GetByteCount(text) + 2) / 3 * 4;

    private static int QCost(Rune rune) => rune.IsAscii && (rune.Value == ' ' || IsPlainInQ((byte)rune.Value)) ? 1 : rune.Utf8SequenceLength * 3;

    /// <summary>The characters that are safe within a phrase, the strictest place (RFC 2047 section 5 rule 3).</summary>
    private static bool IsPlainInQ(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'!' or (byte)'*' or (byte)'+' or (byte)'-' or (byte)'/';
}
