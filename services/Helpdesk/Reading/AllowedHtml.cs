using System.Collections.Frozen;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>What HTML of a mail may hold. Everything else is left out; of unknown elements the text stays.</summary>
internal static class AllowedHtml
{
    /// <summary>Elements that are rebuilt.</summary>
    public static readonly FrozenSet<string> Elements = Set(
        "a", "abbr", "acronym", "address", "article", "aside", "b", "bdi", "big", "blockquote", "br", "caption", "center", "cite", "code", "col", "colgroup",
        "dd", "del", "dfn", "dir", "div", "dl", "dt", "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img",
        "ins", "kbd", "li", "main", "mark", "menu", "nav", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "span", "strike", "strong",
        "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr");

    /// <summary>Elements of which not even the text stays.</summary>
    public static readonly FrozenSet<string> Dropped = Set(
        "script", "style", "head", "title", "template", "noembed", "noframes", "iframe", "frame", "frameset", "embed", "param", "portal",
        "svg", "source", "track", "map", "area", "base", "link", "meta", "xml", "datalist", "option", "optgroup", "slot", "fencedframe", "bgsound", "keygen");

    /// <summary>Elements that begin and end a line of their own.</summary>
    public static readonly FrozenSet<string> Blocks = Set(
        "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
        "h6", "header", "hr", "legend", "li", "listing", "main", "menu", "nav", "ol", "p", "pre", "search", "section", "summary", "table", "textarea", "tr", "ul", "xmp");

    /// <summary>Elements that are written as another one: their text is shown, as a browser shows it, and they do nothing.</summary>
    public static readonly FrozenDictionary<string, string> Instead = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["details"] = "div",
        ["dialog"] = "div",
        ["fieldset"] = "div",
        ["form"] = "div",
        ["hgroup"] = "div",
        ["legend"] = "div",
        ["listing"] = "pre",
        ["plaintext"] = "pre",
        ["search"] = "div",
        ["summary"] = "div",
        ["textarea"] = "pre",
        ["xmp"] = "pre",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Attributes that any element may have, with values that are harmless whatever they are.</summary>
    public static readonly FrozenSet<string> PlainAttributes = Set(
        "title", "lang", "hidden", "abbr", "scope", "summary", "start", "reversed", "datetime");

    /// <summary>Attributes that hold a word or a small number.</summary>
    public static readonly FrozenSet<string> WordAttributes = Set(
        "align", "valign", "dir", "width", "height", "border", "cellpadding", "cellspacing", "colspan", "rowspan", "span", "size", "color", "bgcolor", "face", "nowrap", "noshade", "clear", "hspace", "vspace", "value", "type");

    /// <summary>Attributes of <see cref="WordAttributes"/> that set a colour.</summary>
    public static readonly FrozenSet<string> ColourAttributes = Set("color", "bgcolor");

    /// <summary>CSS properties that are rebuilt.</summary>
    public static readonly FrozenSet<string> Properties = Set(
        "background-color", "border", "border-bottom", "border-bottom-color", "border-bottom-style", "border-bottom-width", "border-collapse", "border-color", "border-left",
        "border-left-color", "border-left-style", "border-left-width", "border-radius", "border-top-left-radius", "border-top-right-radius", "border-bottom-left-radius",
        "border-bottom-right-radius", "border-right", "border-right-color", "border-right-style", "border-right-width", "border-spacing", "border-style", "border-top",
        "border-top-color", "border-top-style", "border-top-width", "border-width", "box-sizing", "caption-side", "clear", "color", "direction", "display", "empty-cells", "float",
        "font-family", "font-size", "font-style", "font-variant", "font-weight", "height", "letter-spacing", "line-height", "list-style-position", "list-style-type", "margin",
        "margin-bottom", "margin-left", "margin-right", "margin-top", "max-height", "max-width", "min-height", "min-width", "opacity", "overflow", "overflow-wrap", "padding",
        "padding-bottom", "padding-left", "padding-right", "padding-top", "table-layout", "text-align", "text-decoration", "text-decoration-color", "text-decoration-line",
        "text-decoration-style", "text-indent", "text-transform", "unicode-bidi", "vertical-align", "visibility", "white-space", "width", "word-break", "word-spacing", "word-wrap");

    /// <summary>CSS properties of <see cref="Properties"/> that set a colour.</summary>
    public static readonly FrozenSet<string> ColourProperties = Set("background-color", "color");

    /// <summary>Functions that may stand in a value of a CSS property; none of them reaches outside.</summary>
    public static readonly FrozenSet<string> Functions = Set("rgb", "rgba", "hsl", "hsla", "calc");

    /// <summary>Schemes that a link may have.</summary>
    public static readonly FrozenSet<string> LinkSchemes = Set("http", "https", "mailto", "tel");

    private static FrozenSet<string> Set(params string[] names) => names.ToFrozenSet(StringComparer.OrdinalIgnoreCase);
}
