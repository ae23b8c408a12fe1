using System.Text;

namespace HelpdeskMail.Mail.Text;

/// <summary>Marks each line of a plain text reply as new, quoted or signature, then joins lines of one kind.</summary>
internal sealed class PlainReplySplitter
{
    private const int AttributionLines = 4;

    private readonly string[] lines;
    private readonly ReplyBlockKind[] kinds;
    private int? namesAndMoments;

    public PlainReplySplitter(string text)
    {
        lines = WithAttributionsApart(text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n').Split('\n'));
        kinds = new ReplyBlockKind[lines.Length];
    }

    public ReplySplit Split()
    {
        MarkQuotes();
        MarkSignatures();
        return new(Blocks());
    }

    /// <summary>«Thanks! On Mon, 1 Jan 2024, Ann wrote:» above a quote becomes two lines.</summary>
    private static string[] WithAttributionsApart(string[] lines)
    {
        List<string>? apart = null;
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith('>') || QuoteMarks.AttributionWithin(lines[i]) is not (> 0 and var at) || !IsAttributionAboveQuote(lines, i, at))
            {
                apart?.Add(lines[i]);
                continue;
            }

            apart ??= [.. lines[..i]];
            apart.Add(lines[i][..at].TrimEnd(' '));
            apart.Add(lines[i][at..]);
        }

        return apart?.ToArray() ?? lines;
    }

    private static bool IsAttributionAboveQuote(string[] lines, int i, int at)
    {
        var joined = lines[i][at..];
        for (var j = i + 1; j < lines.Length && j <= i + AttributionLines + 1 && joined.Length < 400; j++)
        {
            if (lines[j].StartsWith('>'))
            {
                return QuoteMarks.IsAttribution(joined, quoteFollows: true);
            }

            joined = $"{joined} {lines[j].Trim()}".TrimEnd();
        }

        return false;
    }

    private void MarkQuotes()
    {
        var i = 0;
        while (i < lines.Length)
        {
            if (IsQuoted(i) && !StartsUnmarkedQuote(i))
            {
                kinds[i++] = ReplyBlockKind.Quoted;
            }
            else if (StartsHistory(i))
            {
                Array.Fill(kinds, ReplyBlockKind.Quoted, i, lines.Length - i);
                return;
            }
            else if (Attribution(i, out var after, out var quoteFollows))
            {
                if (!quoteFollows)
                {
                    Array.Fill(kinds, ReplyBlockKind.Quoted, i, lines.Length - i);
                    return;
                }

                Array.Fill(kinds, ReplyBlockKind.Quoted, i, after - i);
                i = after;
            }
            else if (IsLostLine(i))
            {
                kinds[i++] = ReplyBlockKind.Quoted;
            }
            else
            {
                i++;
            }
        }
    }

    private bool IsQuoted(int i)
    {
        var line = lines[i].AsSpan().TrimStart();
        return line switch
        {
            ['>', ..] when i > 0 && EndsInsideLink(lines[i - 1]) => false,
            ['>', ..] => !lines[i].StartsWith(">From ", StringComparison.Ordinal),
            ['＞', ..] => true,
            // A second one makes it the row of a table.
            ['|', ' ', ..] => line[1..].IndexOf('|') < 0,
            _ => HasInitials(line),
        };
    }

    /// <summary>«see &lt;https://example.com/a» with its «>» in the next line: Outlook's way to wrap.</summary>
    private static bool EndsInsideLink(string line) =>
        !line.StartsWith('>') && line.LastIndexOf('<') is >= 0 and var open && line.IndexOf('>', open) < 0 && (line.AsSpan(open + 1).StartsWith("http") || line.AsSpan(open + 1).StartsWith("mailto:"));

    /// <summary>«AL> text»: The Bat! and its relatives put the initials of the one who is quoted before the mark.</summary>
    private static bool HasInitials(ReadOnlySpan<char> line)
    {
        var mark = line[..Math.Min(line.Length, 4)].IndexOf('>');
        return mark > 1 && !IsPrompt(line[..mark]) && (line.Length == mark + 1 || line[mark + 1] is ' ' or '>') && char.IsUpper(line[0]) && char.IsUpper(line[1]) && char.IsUpper(line[mark - 1]);
    }

    /// <summary>What looks like initials and is typed after: people paste their sessions.</summary>
    private static bool IsPrompt(ReadOnlySpan<char> word) => word is "SQL" or "PS" or "DB" or "IOS";

    /// <summary>A word or two, or the end of a link, that wrapped out of a quoted line.</summary>
    private bool IsLostLine(int i) =>
        i > 0 && i + 1 < lines.Length && lines[i].Length > 0 && IsQuoted(i - 1) && IsQuoted(i + 1)
        && ((lines[i].Length < 30 && lines[i - 1].Length > 60) || (lines[i].TrimEnd() is [.., ')'] end && !end.Contains(' ', StringComparison.Ordinal) && lines[i - 1].LastIndexOf("(http", StringComparison.Ordinal) > lines[i - 1].LastIndexOf(')')));

    /// <summary>A mark after which everything is history: a separator, or the header of the message below it.</summary>
    private bool StartsHistory(int i)
    {
        if (QuoteMarks.IsSeparator(lines[i]) || StartsUnmarkedQuote(i) || QuoteMarks.HoldsAttribution(lines[i]))
        {
            return true;
        }

        if (QuoteMarks.IsOutlookRule(lines[i]) && i + 2 < lines.Length && QuoteMarks.IsWriterAndMoment(lines[i + 1], lines[i + 2]))
        {
            return true;
        }

        if (QuoteMarks.IsRule(lines[i]) || QuoteMarks.IsHeading(lines[i]))
        {
            var next = NextFilled(i + 1);
            return next - i <= 3 && next < lines.Length && (IsHeader(next) || (QuoteMarks.IsFromLabel(lines[next]) && lines[next].Contains('@', StringComparison.Ordinal)));
        }

        return IsHeader(i) || IsNameAndMomentBelowSignOff(i);
    }

    /// <summary>
    /// «Jane Doe, 3 March 2026 10:12:» above what nothing marks as quoted: only below a text that has come to its end, with the line on its own, and once. What was pasted to be read is announced by
    /// a sentence, and a chat or minutes have more such lines.
    /// </summary>
    private bool IsNameAndMomentBelowSignOff(int i)
    {
        if (lines[i].Length > 110 || i < 2 || !string.IsNullOrWhiteSpace(lines[i - 1]) || !QuoteMarks.IsNameAndMoment(lines[i]) || NextFilled(i + 1) == lines.Length || QuoteFollows(i + 1))
        {
            return false;
        }

        var above = i - 1;
        while (above > 0 && string.IsNullOrWhiteSpace(lines[above]))
        {
            above--;
        }

        return SignatureMarks.MayEndMail(lines[above].Trim()) && (namesAndMoments ??= lines.Count(line => line.Length <= 110 && QuoteMarks.IsNameAndMoment(line))) == 1;
    }

    /// <summary>GroupWise's header, unless the lines below it are marked, as other programs do when they answer.</summary>
    private bool StartsUnmarkedQuote(int i) => QuoteMarks.IsGroupWiseHeader(lines[i]) && !QuoteFollows(i + 1);

    /// <summary>«From:» and at least two more labels within the next lines (one, where it has an address and that label has none); or a block that begins with the date and has «From:» in it; or four labels in any order.</summary>
    private bool IsHeader(int i)
    {
        if (i >= lines.Length)
        {
            return false;
        }

        if (!QuoteMarks.IsFromLabel(lines[i]))
        {
            return (QuoteMarks.IsDateLabel(lines[i]) && lines[i].Any(char.IsAsciiDigit) && IsBlockWithFrom(i)) || IsBlockInOtherOrder(i);
        }

        var hasAddress = lines[i].Contains('@', StringComparison.Ordinal);
        var (labels, namesMail) = (0, hasAddress);
        for (var j = i + 1; j < lines.Length && j <= i + 8; j++)
        {
            var weight = QuoteMarks.LabelWeight(lines[j], hasAddress);
            labels += weight;
            namesMail |= weight > 0 && QuoteMarks.NamesMail(lines[j]);
        }

        return labels >= 2 && namesMail;
    }

    private bool IsBlockWithFrom(int i)
    {
        var others = 0;
        var (from, namesMail) = (false, false);
        for (var j = i + 1; j < lines.Length && j <= i + 5; j++)
        {
            from |= QuoteMarks.IsFromLabel(lines[j]);
            others += QuoteMarks.LabelWeight(lines[j], hasAddress: false);
            namesMail |= QuoteMarks.NamesMail(lines[j]);
        }

        return from && others >= 1 && namesMail;
    }

    /// <summary>«Subject:», «Date:», «From:» and «To:» in a row, in whatever order, one with an address.</summary>
    private bool IsBlockInOtherOrder(int i)
    {
        var block = lines.AsSpan(i, Math.Min(4, lines.Length - i));
        var (from, address) = (false, false);
        foreach (var line in block)
        {
            if (!QuoteMarks.IsLabelled(line))
            {
                return false;
            }

            from |= QuoteMarks.IsFromLabel(line);
            address |= line.Contains('@', StringComparison.Ordinal);
        }

        return block.Length == 4 && from && address;
    }

    private bool Attribution(int i, out int after, out bool quoteFollows)
    {
        after = i;
        quoteFollows = false;
        if (lines[i].Length is 0 or > 300 || !QuoteMarks.MayBeginAttribution(lines[i]))
        {
            return NamedOnly(i, out after, out quoteFollows);
        }

        var joined = new StringBuilder();
        for (var j = i; j < lines.Length && j < i + AttributionLines && !string.IsNullOrWhiteSpace(lines[j]) && !IsQuoted(j) && lines[j].Length <= 300; j++)
        {
            joined.Append(joined.Length > 0 ? " " : "").Append(lines[j].Trim());
            quoteFollows = QuoteFollows(j + 1);
            if (QuoteMarks.IsAttribution(joined.ToString(), quoteFollows))
            {
                after = j + 1;
                return true;
            }
        }

        return NamedOnly(i, out after, out quoteFollows);
    }

    /// <summary>«Ann Miller wrote:» or «2024/1/2 Ann &lt;a@x&gt;» right above a quote.</summary>
    private bool NamedOnly(int i, out int after, out bool quoteFollows)
    {
        after = i + 1;
        quoteFollows = QuoteFollows(i + 1);
        return quoteFollows && (QuoteMarks.IsAttribution(lines[i], quoteFollows) || QuoteMarks.IsDayAndAddress(lines[i]) || QuoteMarks.IsNameAndMoment(lines[i]) || WriterLine.Of(lines[i]) is not null);
    }

    private bool QuoteFollows(int i)
    {
        var next = NextFilled(i);
        return next < lines.Length && next - i <= 6 && IsQuoted(next);
    }

    private int NextFilled(int i)
    {
        // Looks at a few lines only, so that a text of empty lines stays linear.
        for (var j = i; j < lines.Length && j < i + 8; j++)
        {
            if (!string.IsNullOrWhiteSpace(lines[j]))
            {
                return j;
            }
        }

        return lines.Length;
    }

    /// <summary>A signature runs from its mark to the end of the lines that are not quoted.</summary>
    private void MarkSignatures()
    {
        var end = lines.Length;
        while (end > 0)
        {
            while (end > 0 && kinds[end - 1] != ReplyBlockKind.New)
            {
                end--;
            }

            var start = end;
            while (start > 0 && kinds[start - 1] == ReplyBlockKind.New)
            {
                start--;
            }

            if (SignatureStart(start, end) is { } mark)
            {
                Array.Fill(kinds, ReplyBlockKind.Signature, mark, end - mark);
            }

            end = start;
        }
    }

    private int? SignatureStart(int start, int end)
    {
        int? found = null;
        var filled = 0;
        for (var i = end - 1; i >= start && filled <= SignatureMarks.LongestSignature; i--)
        {
            if (string.IsNullOrWhiteSpace(lines[i]))
            {
                continue;
            }

            if (SignatureMarks.IsMark(lines[i]) || (SignatureMarks.IsListRule(lines[i]) && IsListFooter(i, end)) || (SignatureMarks.IsDrawn(lines[i]) && SignatureMarks.IsCard(lines.AsSpan((i + 1)..end))))
            {
                found = i;
            }
            else if ((filled == 0 || found is not null) && (IsClosingLine(i, start) || (found == i + 1 && SignatureMarks.IsRule(lines[i]))))
            {
                found = i;
            }

            filled++;
        }

        return found;
    }

    /// <summary>Mailman's rule has 47 characters; below another one the list has to be named, or it divides the text.</summary>
    private bool IsListFooter(int i, int end) => lines[i].TrimEnd().Length == SignatureMarks.MailmanRule || lines[(i + 1)..Math.Min(end, i + 5)].Any(SignatureMarks.NamesList);

    /// <summary>«Sent from my iPhone», or a name after a dash, with an empty line or nothing before it.</summary>
    private bool IsClosingLine(int i, int start) =>
        SignatureMarks.IsDeviceLine(lines[i]) || (SignatureMarks.IsDashName(lines[i]) && (i == start || string.IsNullOrWhiteSpace(lines[i - 1])));

    private List<ReplyBlock> Blocks()
    {
        var blocks = new List<ReplyBlock>();
        var start = 0;
        while (start < lines.Length)
        {
            var end = start + 1;
            while (end < lines.Length && (kinds[end] == kinds[start] || IsGap(start, end)))
            {
                end++;
            }

            var text = string.Join('\n', lines[start..end]).Trim('\n', '\r', ' ', '\t');
            if (text.Length > 0)
            {
                blocks.Add(new(kinds[start], text));
            }

            start = end;
        }

        return blocks;
    }

    /// <summary>Empty lines stay with what is before them.</summary>
    private bool IsGap(int start, int end) => kinds[start] != ReplyBlockKind.New && kinds[end] == ReplyBlockKind.New && string.IsNullOrWhiteSpace(lines[end]);
}
