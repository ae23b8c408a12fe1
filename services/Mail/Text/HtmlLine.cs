using System.Text;

namespace HelpdeskMail.Mail.Text;

/// <summary>Collects the words of one line on the page and knows where it started.</summary>
internal sealed class HtmlLine
{
    private const int Longest = 400;
    private const int Remembered = 6;
    private readonly StringBuilder words = new();
    private int start = -1;
    private int headerStart = -1;
    private int headerLabels;
    private int headerLines;
    private bool headerByDate;
    private bool headerHasAddress;
    private bool headerNamesMail;
    private int? ruleBefore;
    private (int Start, bool IsCell)? outlook;
    private readonly List<(string Text, int Start)> recent = [];
    private readonly UnmarkedHistory unmarked = new();

    /// <summary>Where an attribution starts that the current element follows, or null.</summary>
    public int? AttributionStart
    {
        get
        {
            if (words.Length > 0 && IsAboveQuote(words.ToString()))
            {
                return AboveRule(start);
            }

            return words.Length == 0 && recent is [.., var last] && IsAboveQuote(last.Text) ? AboveRule(last.Start) : null;
        }
    }

    /// <summary>Where a line across the page was drawn since the last text, or null: it belongs to what follows.</summary>
    public int? RuleStart { get; private set; }

    /// <summary>Whether a line was taken that may begin a history nothing marks, which the rest of the page has to tell.</summary>
    public bool IsUndecided => unmarked.IsOpen;

    /// <summary>Where a history begins that nothing marks, once all of the page was taken; null when there is none.</summary>
    public int? UnmarkedStart()
    {
        if (words.Length > 0)
        {
            unmarked.Line(Tight(), start);
        }

        unmarked.EndBlock();
        return unmarked.Start;
    }

    /// <summary>Takes the element that Outlook draws its line with, above the header of what it quotes. Tables are drawn in the same colours, so the header has to follow.</summary>
    public void Outlook(int at, bool isCell) => outlook = (at, isCell);

    /// <summary>Takes a tag; a block ends the line. Gives where to cut, or -1.</summary>
    public int Tag(HtmlToken token)
    {
        RuleStart = token.Name == "hr" ? token.Start : RuleStart;
        if (token.Kind == HtmlTokenKind.Open && start < 0)
        {
            start = token.Name is "div" or "p" or "hr" or "font" or "span" or "b" or "strong" ? token.Start : -1;
        }

        if (token.Name is not "br" and not "div" and not "p" and not "tr" and not "td" and not "li" and not "hr" and not "table" and not "blockquote" and not "h1" and not "h2" and not "h3" and not "body")
        {
            return -1;
        }

        var cut = End(token);
        unmarked.Tag(token);
        return cut;
    }

    /// <summary>Takes text.</summary>
    public int Text(HtmlToken token)
    {
        var text = token.Text;
        if (string.IsNullOrWhiteSpace(text))
        {
            return -1;
        }

        start = start < 0 ? token.Start : start;
        ruleBefore = RuleStart ?? ruleBefore;
        RuleStart = null;
        if (words.Length < Longest)
        {
            words.Append(text.AsSpan(0, Math.Min(text.Length, Longest)));
        }

        return -1;
    }

    private int End(HtmlToken token)
    {
        if (words.Length == 0)
        {
            start = token.Kind == HtmlTokenKind.Open ? token.Start : -1;
            return -1;
        }

        var line = Tight();
        var lineStart = start;
        words.Clear();
        start = token.Kind == HtmlTokenKind.Open && token.Name != "br" ? token.Start : -1;
        var before = recent is [.., var last] ? last : default;
        Remember(line, lineStart);
        unmarked.Line(line, lineStart);
        var drawn = outlook;
        outlook = null;
        if (drawn is { } rule && (rule.IsCell ? QuoteMarks.IsFromLabel(line) || QuoteMarks.IsDateLabel(line) : QuoteMarks.HasLabel(line)))
        {
            return rule.Start;
        }

        return QuoteMarks.IsSeparator(line) || QuoteMarks.IsGroupWiseHeader(line) ? lineStart
            : IsSecondHalf(before.Text, line) ? before.Start
            : QuoteMarks.IsAttribution(line, quoteFollows: false) ? AboveRule(lineStart)
            : Header(line, lineStart, RuleBefore(lineStart)) is >= 0 and var header ? WithLinesAbove(header) : -1;
    }

    private string Tight() => string.Join(' ', words.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static bool IsAboveQuote(string line) => QuoteMarks.IsAttribution(line, quoteFollows: true) || QuoteMarks.IsNameAndMoment(line) || WriterLine.Of(line) is { HasAddress: true };

    private void Remember(string line, int lineStart)
    {
        if (recent.Count == Remembered)
        {
            recent.RemoveAt(0);
        }

        recent.Add((line, lineStart));
    }

    /// <summary>«On Mon, 1 Jan 2024 at 10:00, Ann» and below it «&lt;a@x&gt; wrote:», as Yahoo's app for Android lays it out.</summary>
    private static bool IsSecondHalf(string? before, string line) =>
        before is not null && line.StartsWith('<') && before.Any(char.IsAsciiDigit) && QuoteMarks.IsAttribution($"{before} {line}", quoteFollows: false);

    /// <summary>Labelled lines right above a header belong to it, and so does its framed heading.</summary>
    private int WithLinesAbove(int header)
    {
        var first = recent.FindIndex(line => line.Start == header);
        while (first > 0 && QuoteMarks.IsLabelled(recent[first - 1].Text))
        {
            first--;
        }

        return first < 0 ? header : first > 0 && QuoteMarks.IsHeading(recent[first - 1].Text) ? recent[first - 1].Start : recent[first].Start;
    }

    /// <summary>Yandex draws a line of hyphens and names the recipients and the subject above its attribution.</summary>
    private int AboveRule(int lineStart)
    {
        var rule = recent.FindLastIndex(line => QuoteMarks.IsRule(line.Text));
        return rule >= 0 && recent[(rule + 1)..].All(line => line.Start == lineStart || QuoteMarks.IsLabelled(line.Text)) ? recent[rule].Start : lineStart;
    }

    private int? RuleBefore(int lineStart) => ruleBefore is { } rule && rule < lineStart ? rule : null;

    /// <summary>The header of a quoted message written as lines of text.</summary>
    private int Header(string line, int lineStart, int? rule)
    {
        ruleBefore = null;
        if (QuoteMarks.IsFromLabel(line))
        {
            if (rule is { } drawn && line.Contains('@', StringComparison.Ordinal))
            {
                return drawn;
            }

            if (headerStart >= 0 && headerByDate && headerLines <= 5 && (headerNamesMail || line.Contains('@', StringComparison.Ordinal)))
            {
                return headerStart;
            }

            (headerStart, headerLabels, headerLines, headerByDate, headerHasAddress) = (rule ?? lineStart, 0, 0, false, line.Contains('@', StringComparison.Ordinal));
            headerNamesMail = headerHasAddress;
            return -1;
        }

        if (headerStart < 0 && QuoteMarks.IsDateLabel(line) && line.Any(char.IsAsciiDigit))
        {
            // «Date: … To: … From: …», as Hotmail has it.
            (headerStart, headerLabels, headerLines, headerByDate, headerNamesMail) = (rule ?? lineStart, 0, 0, true, false);
            return -1;
        }

        if (headerStart < 0)
        {
            return -1;
        }

        headerLabels += QuoteMarks.LabelWeight(line, headerHasAddress);
        headerNamesMail |= QuoteMarks.NamesMail(line);
        if (headerLabels >= 2 && !headerByDate && headerNamesMail)
        {
            return headerStart;
        }

        headerStart = ++headerLines > 8 ? -1 : headerStart;
        return -1;
    }
}
