using System.Text;

namespace HelpdeskMail.Mail.Text;

/// <summary>Finds where the history begins in HTML: by the elements that mail programs put around it, or by the words before it. It reads on behind words that have yet to prove themselves.</summary>
internal static class HtmlReplySplitter
{
    private static readonly string[] Classes =
    [
        "gmail_quote", "gmail_quote_container", "gmail_attr", "yahoo_quoted", "moz-cite-prefix", "moz-forward-container", "protonmail_quote", "zmail_extra", "tutanota_quote", "hmmessage-quote", "hey_reply",
        "front-blockquote", "ms-outlook-mobile-reference-message", "airmail_ext_on", "quoted-text", "missive_quote", "gmail_extra", "cf_quote", "freshdesk_quote", "gs_quote", "sh-quoted-content", "x_gmail_quote", "skiff_quote", "fastmail-quoted", "history-quote-wrapper", "spark_quote", "wps_quotion",
    ];

    private static readonly string[] Ids =
    [
        "appendonsend", "divRplyFwdMsg", "x_divRplyFwdMsg", "OLK_SRC_BODY_SECTION", "mail-editor-reference-message-container", "ms-outlook-mobile-body-separator-line", "stopSpelling", "replySplit", "reply-intro", "isForwardContent", "isReplyContent",
        "yahoo_quoted", "qt", "mailcontent-quote", "zmail-quote", "oriMsgHtmlSeperator", "lark-mail-quote", "BeginForwardedMessage", "zwchr",
    ];

    /// <summary>The line that Outlook draws above the header of the message it quotes, in the colours of its editions.</summary>
    private static readonly string[] OutlookRules = ["border-top:solid#b5c4df1", "border-top:solid#e1e1e11", "border-top:solid#c4c4c41", "border-top:1ptsolid#b5c4df", "border-top:1ptsolid#e1e1e1", "border-top-color:rgb(225,225,225)", "border-top:1ptsolidrgb(225,225,225)", "border-top:1ptsolidrgb(181,196,223)", "border-top:1pxsolidrgb(225,225,225)", "border-color:rgb(225,225,225)currentcolor", "border-top:solidrgb(225,225,225)", "border-top:1pxsolid#b5c4df"];

    /// <summary>In characters: «Dear Ms Miller-Smith and all of you at the support,».</summary>
    private const int LongestGreeting = 80;

    public static HtmlReplySplit Split(string html)
    {
        var tokens = new HtmlTokenizer(html);
        var line = new HtmlLine();
        var cut = -1;
        while ((cut < 0 || line.IsUndecided) && tokens.TryRead(out var token))
        {
            if (token.Kind == HtmlTokenKind.Open && cut < 0 && IsOutlookRule(token))
            {
                var before = line.AttributionStart ?? line.RuleStart ?? token.Start;
                cut = line.Tag(token);
                line.Outlook(before, isCell: token.Name == "td");
                continue;
            }

            var found = token.Kind switch
            {
                HtmlTokenKind.Open when cut < 0 && IsQuoteElement(token) => line.AttributionStart ?? line.RuleStart ?? token.Start,
                HtmlTokenKind.Open when cut < 0 && token.Name is "blockquote" && line.AttributionStart is { } attribution => attribution,
                HtmlTokenKind.Open or HtmlTokenKind.Close => line.Tag(token),
                _ => line.Text(token),
            };
            cut = cut < 0 ? found : cut;
        }

        cut = line.UnmarkedStart() is { } unmarked && (cut < 0 || unmarked < cut) ? unmarked : cut;
        var seen = cut <= 0 ? "" : Seen(html, cut);
        return seen.Length == 0 || IsGreeting(seen) || IsAnsweredWithin(html, cut) ? WithoutSignature(new(html, null)) : WithoutSignature(new(Close(html[..cut]), Reopen(html, cut)));
    }

    /// <summary>
    /// Whether text stands between two quotes on the same level: an answer, piece by piece, whose second half must not be folded away
    /// with the history. Text behind the last quote is not enough: gateways put disclaimers there.
    /// </summary>
    private static bool IsAnsweredWithin(string html, int cut)
    {
        var tokens = new HtmlTokenizer(html[cut..]);
        var depth = 0;
        var outside = 0;
        var answered = false;
        var line = new StringBuilder();
        while (tokens.TryRead(out var token))
        {
            if (token.Name is "blockquote")
            {
                if (token.Kind is HtmlTokenKind.Open && depth == 0 && outside > 0)
                {
                    // «On … Ann wrote:» before the next quote is no answer.
                    var words = string.Join(' ', line.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
                    answered |= words.Length > 0 && !QuoteMarks.IsAttribution(words, quoteFollows: true);
                    line.Clear();
                }

                depth = Math.Max(0, depth + (token.Kind is HtmlTokenKind.Open ? 1 : -1));
                outside += depth == 0 ? 1 : 0;
            }
            else if (token.Kind is HtmlTokenKind.Open && depth == 0 && IsQuoteElement(token) && !HoldsAnswers(token))
            {
                // Everything is within one container, or the header of an Outlook message comes: what follows is history.
                return answered;
            }
            else if (token.Kind is HtmlTokenKind.Text && depth == 0 && outside > 0 && line.Length < 2000)
            {
                line.Append(token.Text).Append(' ');
            }
        }

        return answered;
    }

    /// <summary>Gmail's container and the lines of Gmail and Thunderbird that introduce a quote: answers stand within the one and behind the others.</summary>
    private static bool HoldsAnswers(HtmlToken token) => token.Attribute("class") is { } classes && (classes.StartsWith("gmail_", StringComparison.Ordinal) || classes == "moz-cite-prefix");

    private static HtmlReplySplit WithoutSignature(HtmlReplySplit split) =>
        HtmlSignature.Find(split.New) is { } start && Seen(split.New, start).Length > 0 ? split with { Written = Close(split.New[..start]), Signature = Reopen(split.New, start) } : split;

    private static bool IsQuoteElement(HtmlToken token)
    {
        if (token.Name is "blockquote")
        {
            // Gmail's own quotes stand within an element of that class; alone it is what its button for quoting makes out of a person's words.
            return token.Attribute("type") is { } type && type.Equals("cite", StringComparison.OrdinalIgnoreCase)
                || (HasClass(token) && token.Attribute("class") != "gmail_quote") || token.Attribute("cite") is { Length: > 0 };
        }

        if (token.Name is not "div" and not "hr" and not "p" and not "span" and not "table" and not "section" and not "td" and not "a")
        {
            return false;
        }

        return HasClass(token)
            || (token.Attribute("id") is { } id && Array.Exists(Ids, known => id.Equals(known, StringComparison.OrdinalIgnoreCase)))
            || (token.Attribute("name") is { } name && (name == "quote" || Array.Exists(Ids, known => name.Equals(known, StringComparison.OrdinalIgnoreCase))));
    }

    private static bool HasClass(HtmlToken token) =>
        token.Attribute("class") is { } classes && classes.Split(' ').Any(one => Array.Exists(Classes, known => one.Equals(known, StringComparison.OrdinalIgnoreCase)));

    private static bool IsOutlookRule(HtmlToken token)
    {
        if (token.Name is not "div" and not "td" || token.Attribute("style") is not { } style || IsQuoteElement(token))
        {
            return false;
        }

        var tight = style.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        return Array.Exists(OutlookRules, rule => tight.Contains(rule, StringComparison.Ordinal));
    }

    /// <summary>The first of what a person sees before the cut, as far as it tells whether that is a greeting; a picture counts as a letter.</summary>
    private static string Seen(string html, int cut)
    {
        const char picture = '\uFFFC';
        var tokens = new HtmlTokenizer(html[..cut]);
        var inHead = false;
        var words = new StringBuilder();
        while (words.Length <= LongestGreeting && tokens.TryRead(out var token))
        {
            inHead = token.Name == "head" ? token.Kind == HtmlTokenKind.Open : inHead && !HtmlHead.EndsAt(token);
            if (!inHead && token.Kind == HtmlTokenKind.Text && !string.IsNullOrWhiteSpace(token.Text))
            {
                words.Append(token.Text);
            }
            else if (!inHead && token.Name == "img")
            {
                words.Append(picture);
            }
        }

        return words.ToString().Trim();
    }

    /// <summary>Whether words are no more than «Dear Ms Miller,»: then what is written stands behind the quote.</summary>
    private static bool IsGreeting(string seen) => seen.Length <= LongestGreeting && seen is [.., ',' or '，' or '、'];

    /// <summary>Closes what the cut left open, innermost first.</summary>
    private static string Close(string html)
    {
        var result = new StringBuilder(html);
        foreach (var open in OpenElements(html))
        {
            result.Append("</").Append(open.Name).Append('>');
        }

        return result.ToString();
    }

    /// <summary>Opens again, outermost first, what encloses the history, so that its look stays.</summary>
    private static string Reopen(string html, int cut)
    {
        var result = new StringBuilder();
        foreach (var open in OpenElements(html[..cut]).Reverse())
        {
            result.Append(open.Raw);
        }

        return result.Append(html.AsSpan(cut)).ToString();
    }

    private static Stack<HtmlToken> OpenElements(string html)
    {
        var open = new Stack<HtmlToken>();
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var tokens = new HtmlTokenizer(html);
        while (tokens.TryRead(out var token))
        {
            if (token.Kind == HtmlTokenKind.Open && !token.IsVoid)
            {
                open.Push(token);
                counts[token.Name] = counts.GetValueOrDefault(token.Name) + 1;
            }
            else if (token.Kind == HtmlTokenKind.Close && counts.GetValueOrDefault(token.Name) > 0)
            {
                // An end tag closes everything that was forgotten within its element.
                HtmlToken closed;
                do
                {
                    closed = open.Pop();
                    counts[closed.Name]--;
                }
                while (closed.Name != token.Name);
            }
        }

        return open;
    }
}
