using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace HelpdeskMail.Helpdesk.Tests.Hosting;

/// <summary>Judges rebuilt HTML as a browser would read it, independently of how it was rebuilt.</summary>
public static class HostileHtml
{
    private static readonly string[] Elements =
    [
        "script", "style", "iframe", "frame", "object", "embed", "applet", "form", "input", "button", "textarea", "select", "base", "link", "meta", "svg", "math", "video", "audio", "source",
        "template", "noscript", "title", "xmp", "plaintext", "portal", "marquee",
    ];

    private static readonly string[] Attributes = ["srcset", "srcdoc", "background", "action", "formaction", "ping", "poster", "data", "xlink:href", "id", "name", "class", "http-equiv", "is", "slot"];

    public static void AssertHarmless(string rebuilt, string what)
    {
        using var document = new HtmlParser().ParseDocument($"<!doctype html><html><head></head><body>{rebuilt}</body></html>");
        foreach (var element in document.Body!.QuerySelectorAll("*"))
        {
            Elements.ShouldNotContain(element.LocalName, $"{what}: {element.OuterHtml}");
            element.NamespaceUri.ShouldBe("http://www.w3.org/1999/xhtml", what);
            foreach (var attribute in element.Attributes)
            {
                AssertHarmless(element, attribute, what);
            }
        }
    }

    private static void AssertHarmless(IElement element, IAttr attribute, string what)
    {
        var name = attribute.Name.ToLowerInvariant();
        var value = attribute.Value;
        name.ShouldNotStartWith("on", Case.Insensitive, $"{what}: {name}");
        if (!(name == "class" && value.StartsWith("hdm-", StringComparison.Ordinal)))
        {
            Attributes.ShouldNotContain(name, $"{what}: {name}");
        }

        if (name == "href")
        {
            new[] { "http:", "https:", "mailto:", "tel:" }.ShouldContain(scheme => value.StartsWith(scheme, StringComparison.Ordinal), $"{what}: {value}");
            element.GetAttribute("rel").ShouldNotBeNull().ShouldContain("noopener");
            element.GetAttribute("target").ShouldBe("_blank");
        }

        if (name == "src")
        {
            (value.StartsWith("data:image/", StringComparison.Ordinal) || value.StartsWith('/')).ShouldBeTrue($"{what}: {value}");
        }

        if (name == "style")
        {
            foreach (var word in new[] { "url(", "expression", "import", "javascript", "@", "\\", "behavior", "-moz-binding", "position", "var(", "attr(", "image-set", "<", "z-index", "content:" })
            {
                value.ShouldNotContain(word, Case.Insensitive, $"{what}: {value}");
            }
        }
    }
}
