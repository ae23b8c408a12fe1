using System.Text;
using System.Text.RegularExpressions;

namespace HelpdeskMail.Helpdesk.Writing;

/// <summary>
/// Words of somebody else, written as Markdown that shows them letter by letter: no sign in them begins a heading, a list, code, a table or a link, and none of them is lost. Addresses of pages stay as they
/// are, since a backslash would become a part of them; the script's own writing (markdown-escape.js) goes by the same rules.
/// </summary>
internal static partial class LiteralWords
{
    /// <summary>A non-breaking blank, which Markdown leaves where it is.</summary>
    private const char Blank = '\u00a0';

    /// <summary>The Markdown.</summary>
    public static string Write(string text)
    {
        var written = new StringBuilder(text.Length + 64);
        var lines = text.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            AppendLine(written.Append(i > 0 ? "\n" : ""), lines[i]);
        }

        return written.ToString();
    }

    private static void AppendLine(StringBuilder written, string line)
    {
        var words = line.AsSpan().TrimStart(" \t");
        if (words.Trim().IsEmpty)
        {
            return;
        }

        foreach (var c in line.AsSpan(0, line.Length - words.Length))
        {
            written.Append(Blank, c == '\t' ? 4 : 1);
        }

        // A line «-- » would begin the signature of whoever hands the words on.
        var bare = words.TrimEnd(" \t").ToString();
        var begin = Beginning().Match(bare);
        written.Append(begin.Groups["before"].Value).Append(begin.Success ? "\\" : "");
        AppendWords(written, bare, begin.Success ? begin.Groups["sign"].Index : 0, begin.Success ? begin.Groups["sign"].Index + 1 : 0);
    }

    /// <summary>Words from a place on; the sign of a beginning that has its backslash already ends at <paramref name="known"/>.</summary>
    private static void AppendWords(StringBuilder written, string line, int from, int known)
    {
        for (var at = from; at < line.Length; at++)
        {
            var before = at > 0 ? line[at - 1] : '\n';
            if (MayStartLink(before) && Link().Match(line, at) is { Success: true, Length: > 0 } link)
            {
                written.Append(link.Value);
                at += link.Length - 1;
                continue;
            }

            if (line[at] is ' ' && before is ' ')
            {
                // Columns stay columns.
                written.Append(Blank);
                continue;
            }

            written.Append(at >= known && IsSign(line[at], before, at + 1 < line.Length ? line[at + 1] : '\n') ? "\\" : "").Append(line[at]);
        }
    }

    private static bool MayStartLink(char before) => char.IsWhiteSpace(before) || before is '*' or '_' or '~' or '(';

    private static bool IsSign(char c, char before, char after) => c switch
    {
        '\\' => after == '\n' || (char.IsAscii(after) && !char.IsAsciiLetterOrDigit(after) && !char.IsWhiteSpace(after) && !char.IsControl(after)),
        '`' or '[' or ']' or '<' or '|' => true,
        '*' => !(char.IsWhiteSpace(before) && char.IsWhiteSpace(after)),
        '_' => !(char.IsLetterOrDigit(before) && char.IsLetterOrDigit(after)) && !(char.IsWhiteSpace(before) && char.IsWhiteSpace(after)),
        '~' => before == '~' || after == '~',
        '!' => after == '[',
        '&' => after == '#' || char.IsAsciiLetter(after),
        _ => false,
    };

    /// <summary>What begins a heading, a list, a quote, a rule or an underline at the beginning of a line.</summary>
    [GeneratedRegex(@"^(?<before>)(?<sign>#)(?=#{0,5}(\s|$))|^(?<before>)(?<sign>[-+*])(?=\s|$)|^(?<before>)(?<sign>>)|^(?<before>)(?<sign>=)(?==*\s*$)|^(?<before>)(?<sign>-)(?=[-\s]*$)|^(?<before>)(?<sign>_)(?=[_\s]*$)|^(?<before>)(?<sign>~)(?=~~)|^(?<before>\d{1,9})(?<sign>[.)])(?=\s|$)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Beginning();

    /// <summary>What is made a link of as it stands.</summary>
    [GeneratedRegex(@"\G(https?://|ftp://|www\.|mailto:|tel:)[^\s<]*", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Link();
}
