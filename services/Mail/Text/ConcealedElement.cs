namespace HelpdeskMail.Mail.Text;

/// <summary>
/// Passes over elements that a browser shows nothing of: «hidden», and the lines that newsletters put into the list of messages and hide in the message itself. One that is not closed ends where HTML
/// ends it, and at the latest with the table or the body around it.
/// </summary>
internal sealed class ConcealedElement
{
    private string? name;
    private int depth;

    /// <summary>Whether a token belongs to something that is not shown.</summary>
    public bool Takes(HtmlToken token)
    {
        if (name is null)
        {
            if (token.Kind == HtmlTokenKind.Open && !token.IsVoid && MayBeConcealed(token.Name) && IsConcealed(token))
            {
                (name, depth) = (token.Name, 1);
                return true;
            }

            return false;
        }

        if (name == "p" && EndsParagraph(token))
        {
            name = null;
            return Takes(token);
        }

        if (token.Name == name)
        {
            depth += token.Kind == HtmlTokenKind.Open ? 1 : -1;
        }
        else if (token.Kind == HtmlTokenKind.Close && token.Name is "table" or "body" or "html")
        {
            depth = 0;
        }

        name = depth > 0 ? name : null;
        return true;
    }

    /// <summary>Whether an element says that it is not to be seen.</summary>
    public static bool IsConcealed(HtmlToken token)
    {
        var tag = token.Raw;
        if (token.Name == "dialog" && token.Attribute("open") is null)
        {
            return true;
        }

        return (tag.Contains("hidden", StringComparison.OrdinalIgnoreCase) && token.Attribute("hidden") is not null)
            || (tag.Contains("style", StringComparison.OrdinalIgnoreCase) && token.Attribute("style") is { } style && HidesItself(style.Replace(" ", "", StringComparison.Ordinal)));
    }

    /// <summary>No size of letters counts: newsletters set it to nothing for a whole table and to something within.</summary>
    private static bool HidesItself(string style) =>
        Has(style, "display:none") || Has(style, "mso-hide:all")
        || (Has(style, "overflow:hidden") && (Sets(style, "max-height:0") || Sets(style, "max-height:0px")))
        || Sets(style, "opacity:0");

    private static bool Has(string style, string words) => style.Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a style has a declaration whole: «opacity:0», not «opacity:0.5».</summary>
    private static bool Sets(string style, string declaration)
    {
        var at = style.IndexOf(declaration, StringComparison.OrdinalIgnoreCase);
        return at >= 0 && (at == 0 || style[at - 1] == ';') && (at + declaration.Length == style.Length || style[at + declaration.Length] is ';' or '!');
    }

    private static bool MayBeConcealed(string name) => name is "div" or "span" or "p" or "td" or "tr" or "table" or "font" or "a" or "b" or "i" or "strong" or "em" or "small" or "center" or "section" or "h1" or "h2" or "h3" or "h4" or "ul" or "ol" or "blockquote" or "dialog";

    private static bool EndsParagraph(HtmlToken token) =>
        token.Kind == HtmlTokenKind.Open && token.Name is "p" or "div" or "table" or "ul" or "ol" or "blockquote" or "pre" or "hr" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "center" or "section" or "form"
        || (token.Kind == HtmlTokenKind.Close && token.Name is "div" or "td" or "blockquote");
}
