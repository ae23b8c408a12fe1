using System.Globalization;
using System.Text;

namespace HelpdeskMail.Mail.Text;

/// <summary>Collects text from HTML tokens: white space folded, blocks on lines of their own, quotes with «&gt;», lists with marks.</summary>
internal sealed class PlainTextWriter
{
    private const int DeepestQuote = 20;
    private readonly StringBuilder text = new();
    private readonly Stack<int> lists = new();
    private readonly ConcealedElement concealed = new();
    private string? link;
    private int linkStart;
    private int quotes;
    private int preformatted;
    private int hidden;
    private int wantedBreaks;
    private string? styled;
    private int styledDepth;
    private bool blank;
    private bool atLineStart = true;
    private bool lineIsEmpty = true;
    private bool preStart;
    private int quotesOfLastText;

    /// <summary>Takes the next token.</summary>
    public void Take(HtmlToken token)
    {
        if (concealed.Takes(token))
        {
            return;
        }

        switch (token.Kind)
        {
            case HtmlTokenKind.Text when hidden == 0 || HtmlHead.EndsAt(token):
                hidden = 0;
                Write(preStart && token.Raw[0] == '\n' ? token.Text[1..] : preStart && token.Raw.StartsWith("\r\n") ? token.Text[2..] : token.Text);
                preStart = false;
                break;
            case HtmlTokenKind.Open:
                preStart = false;
                hidden = hidden > 0 && HtmlHead.EndsAt(token) ? 0 : hidden;
                StartStyled(token);
                Open(token);
                break;
            case HtmlTokenKind.Close:
                preStart = false;
                Close(token.Name);
                EndStyled(token.Name);
                break;
            default:
                break;
        }
    }

    /// <summary>Webmails and ticket systems put plain text into an element whose style keeps its line ends: «white-space: pre-wrap».</summary>
    private void StartStyled(HtmlToken token)
    {
        if (token.Name == styled && styled != "p")
        {
            styledDepth++;
            return;
        }

        if (token.Name == "p")
        {
            // It ends where the next begins.
            EndStyled("p");
        }

        if (styled is null && token.Name is "div" or "p" or "span" or "td" && token.Raw.Contains("white-space", StringComparison.OrdinalIgnoreCase)
            && token.Attribute("style")?.Replace(" ", "", StringComparison.Ordinal).Contains("white-space:pre", StringComparison.OrdinalIgnoreCase) == true)
        {
            (styled, styledDepth) = (token.Name, 1);
            preformatted++;
        }
    }

    private void EndStyled(string name)
    {
        styledDepth -= name == styled ? 1 : name is "table" or "body" && styled == "td" ? styledDepth : 0;
        if (styled is not null && styledDepth <= 0)
        {
            styled = null;
            preformatted = Math.Max(0, preformatted - 1);
        }
    }

    /// <summary>The text so far, trimmed.</summary>
    public override string ToString() => text.ToString().Trim('\n', ' ');

    private void Open(HtmlToken token)
    {
        switch (token.Name)
        {
            case "br":
                LineBreak();
                break;
            case "hr":
                Break(1);
                Write("----------");
                Break(1);
                break;
            case "blockquote":
                Break(2);
                quotes++;
                break;
            case "pre" or "textarea" or "listing":
                Break(1);
                preformatted++;
                // HTML leaves out the line end behind the tag.
                preStart = true;
                break;
            case "ul":
                Break(1);
                Push(-1);
                break;
            case "ol":
                Break(1);
                Push(int.TryParse(token.Attribute("start"), NumberStyles.None, CultureInfo.InvariantCulture, out var first) && first is > 0 and < int.MaxValue / 2 ? first - 1 : 0);
                break;
            case "li":
                Item(token);
                break;
            case "q":
                Write("“");
                break;
            case "input":
                Field(token);
                break;
            case "option":
                blank = true;
                break;
            case "a":
                link = token.Attribute("href");
                linkStart = text.Length;
                break;
            case "img" when !ConcealedElement.IsConcealed(token) && token.Attribute("alt") is { Length: > 0 } alt && alt.Length < 200:
                Write(alt);
                break;
            case "td" or "th":
                blank = true;
                break;
            case "head":
                hidden++;
                break;
            default:
                Break(Breaks(token.Name));
                break;
        }
    }

    private void Close(string name)
    {
        switch (name)
        {
            case "blockquote":
                quotes = Math.Max(0, quotes - 1);
                Break(2);
                break;
            case "pre" or "textarea" or "listing":
                preformatted = Math.Max(0, preformatted - 1);
                Break(1);
                break;
            case "br":
                LineBreak();
                break;
            case "q":
                Write("”");
                break;
            case "ul" or "ol":
                lists.TryPop(out _);
                Break(lists.Count == 0 ? 2 : 1);
                break;
            case "a":
                CloseLink();
                break;
            case "head":
                hidden = Math.Max(0, hidden - 1);
                break;
            default:
                Break(Breaks(name));
                break;
        }
    }

    /// <summary>How many line breaks a block asks for around itself.</summary>
    private static int Breaks(string name) => name switch
    {
        "p" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "table" or "dl" or "figure" => 2,
        "div" or "tr" or "li" or "section" or "article" or "header" or "footer" or "address" or "dt" or "dd" or "form" or "fieldset" or "center" or "caption" or "details" or "summary" or "legend" or "main" or "nav" or "aside" or "dialog" => 1,
        _ => 0,
    };

    private void Push(int number)
    {
        if (lists.Count < DeepestQuote)
        {
            lists.Push(number);
        }
    }

    /// <summary>A field of a form shows what is in it.</summary>
    private void Field(HtmlToken token)
    {
        var type = token.Attribute("type")?.ToLowerInvariant();
        Write(type switch
        {
            "hidden" or "password" or "image" or "file" => "",
            "checkbox" or "radio" => token.Attribute("checked") is null ? "[ ] " : "[x] ",
            _ => token.Attribute("value") is { Length: < 500 } value ? $" {value} " : "",
        });
    }

    private void Item(HtmlToken token)
    {
        Break(1);
        var number = lists.TryPop(out var last) ? last : -1;
        number = number >= 0 && int.TryParse(token.Attribute("value"), NumberStyles.None, CultureInfo.InvariantCulture, out var own) && own is > 0 and < int.MaxValue / 2 ? own - 1 : number;
        var indent = new string(' ', lists.Count * 2);
        lists.Push(number < 0 ? number : number + 1);
        Raw(number < 0 ? $"{indent}* " : string.Create(CultureInfo.InvariantCulture, $"{indent}{number + 1}. "));
        (blank, atLineStart) = (false, true);
    }

    /// <summary>A link shows its address unless its text is the address already, or the name of the host in it.</summary>
    private void CloseLink()
    {
        var address = link;
        link = null;
        if (address is null || !address.StartsWith("http", StringComparison.OrdinalIgnoreCase) || address.Length > 500 || linkStart > text.Length)
        {
            return;
        }

        var shown = text.ToString(linkStart, text.Length - linkStart).TrimStart('\n', '>', ' ').Trim();
        var isPart = shown.Contains('.', StringComparison.Ordinal) && address.Contains(shown, StringComparison.OrdinalIgnoreCase);
        if (shown.Length > 0 && !isPart && !shown.Contains(address.TrimEnd('/'), StringComparison.OrdinalIgnoreCase))
        {
            Raw($" <{address}>");
        }
    }

    private void Write(string piece)
    {
        if (preformatted > 0)
        {
            foreach (var range in piece.AsSpan().Split('\n'))
            {
                if (range.Start.Value > 0)
                {
                    LineBreak();
                }

                Raw(piece.AsSpan(range).TrimEnd('\r'));
            }

            return;
        }

        foreach (var c in piece)
        {
            if (c is ' ' or '\t' or '\r' or '\n' or '\f' or '\u00A0')
            {
                blank = true;
            }
            else if (c is not '\u200B' and not '\u200C' and not '\uFEFF' and not '\u00AD')
            {
                Raw(c);
            }
        }
    }

    private void Break(int lines) => wantedBreaks = Math.Max(wantedBreaks, lines);

    private void LineBreak()
    {
        Settle();
        NewLine();
        (atLineStart, blank) = (true, false);
    }

    /// <summary>Ends the line. An empty one belongs to the quote that the text before it and the text behind it share.</summary>
    private void NewLine()
    {
        if (lineIsEmpty)
        {
            text.Append('>', Math.Min(Math.Min(quotes, quotesOfLastText), DeepestQuote));
        }

        text.Append('\n');
        lineIsEmpty = true;
    }

    private void Raw(char c)
    {
        Settle();
        Quote();
        if (blank && !atLineStart)
        {
            text.Append(' ');
        }

        text.Append(c);
        (blank, atLineStart) = (false, false);
    }

    private void Raw(ReadOnlySpan<char> piece)
    {
        Settle();
        if (piece.IsEmpty)
        {
            return;
        }

        Quote();
        text.Append(piece);
        (blank, atLineStart) = (false, false);
    }

    /// <summary>Writes the line breaks that blocks asked for, now that something follows.</summary>
    private void Settle()
    {
        if (wantedBreaks == 0)
        {
            return;
        }

        var there = 0;
        for (var i = text.Length - 1; i >= 0 && there < wantedBreaks && text[i] is '\n' or '>' or ' '; i--)
        {
            there += text[i] == '\n' ? 1 : 0;
        }

        for (var i = text.Length == 0 ? wantedBreaks : there; i < wantedBreaks; i++)
        {
            NewLine();
        }

        (wantedBreaks, blank, atLineStart) = (0, false, true);
    }

    /// <summary>Marks the line as quoted before its first character.</summary>
    private void Quote()
    {
        if (lineIsEmpty && quotes > 0)
        {
            text.Append('>', Math.Min(quotes, DeepestQuote)).Append(' ');
        }

        (lineIsEmpty, quotesOfLastText) = (false, quotes);
    }
}
