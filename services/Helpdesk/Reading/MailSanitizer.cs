using System.Text;
using System.Text.Encodings.Web;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>
/// Rebuilds HTML of a mail: it is parsed as a browser parses it, and what is allowed is written anew, letter by letter escaped. Nothing of the source is copied
/// as it stands, so what a parser and a browser might read differently (mutation XSS) never reaches the page. Nesting deeper than <see cref="Deepest"/> is
/// flattened to text, and output ends at <see cref="LongestOutput"/> characters.
/// </summary>
internal sealed class MailSanitizer(Func<string, string?> inlinePicture, Func<Uri, string>? remotePicture)
{
    private const int Deepest = 100;
    private const int LongestOutput = 3_000_000;
    private const int MostHosts = 20;
    private const int MostDeceivingLinks = 10;
    private static readonly HtmlParser Parser = new(new HtmlParserOptions { IsScripting = false, IsKeepingSourceReferences = false });

    private static readonly string[] PictureData =
        ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/jpg;base64,", "data:image/gif;base64,", "data:image/webp;base64,"];

    private readonly StringBuilder output = new();
    private readonly SortedSet<string> hosts = new(StringComparer.Ordinal);
    private readonly List<string> deceivingLinks = [];
    private int blocked;
    private bool coloured;
    private bool inLink;

    /// <summary>Rebuilds a document or fragment.</summary>
    /// <param name="html">As its sender wrote it.</param>
    /// <param name="inlinePicture">Our own address of a picture in the mail, by its Content-ID; null when there is none.</param>
    /// <param name="remotePicture">Our own address through which a picture from elsewhere is loaded; null to leave those out.</param>
    public static MailHtml Rebuild(string html, Func<string, string?> inlinePicture, Func<Uri, string>? remotePicture = null)
    {
        if (HtmlEffort.IsBeyondReason(html))
        {
            return new MailHtml($"<pre>{Encode(HtmlEffort.TextOf(html))}</pre>", 0, [], HasOwnColours: false, []);
        }

        using var document = Parser.ParseDocument(html);
        var sanitizer = new MailSanitizer(inlinePicture, remotePicture);
        if (document.Body is { } body)
        {
            sanitizer.WriteBody(body);
        }

        return new MailHtml(sanitizer.output.ToString(), sanitizer.blocked, [.. sanitizer.hosts], sanitizer.coloured, sanitizer.deceivingLinks);
    }

    private void WriteBody(IElement body)
    {
        // What a mail sets on its body is set on an element of ours, within which it stays.
        output.Append("<div");
        WriteAttributes(body);
        output.Append('>');
        WriteChildren(body, 1);
        output.Append("</div>");
    }

    private void WriteChildren(INode parent, int depth)
    {
        foreach (var child in parent.ChildNodes)
        {
            if (output.Length > LongestOutput)
            {
                return;
            }

            switch (child)
            {
                case IText text:
                    output.Append(Encode(text.Data));
                    break;
                case IElement element:
                    WriteElement(element, depth);
                    break;
            }
        }
    }

    private void WriteElement(IElement element, int depth)
    {
        var name = element.LocalName.ToLowerInvariant();
        if (AllowedHtml.Dropped.Contains(name) || (name == "dialog" && !element.HasAttribute("open")))
        {
            return;
        }

        if (depth >= Deepest || (name == "math" && IsForeign(element)))
        {
            // Of a formula the letters, which say more than nothing.
            WriteText(element);
            return;
        }

        if (IsForeign(element))
        {
            return;
        }

        if (name == "img")
        {
            WritePicture(element);
            return;
        }

        if (name is "input" or "select")
        {
            WriteField(element);
            return;
        }

        name = AllowedHtml.Instead.GetValueOrDefault(name, name);
        if (!AllowedHtml.Elements.Contains(name))
        {
            WriteChildren(element, depth + 1);
            return;
        }

        var outside = inLink;
        inLink |= name == "a";
        output.Append('<').Append(name);
        if (MailElement.IsSignature(element))
        {
            output.Append(" class=\"hdm-signature\"");
        }

        WriteAttributes(element);
        var target = name == "a" ? WriteLink(element) : null;
        // A browser leaves out the line end behind the tag, so one is written for it.
        output.Append(name == "pre" ? ">\n" : ">");
        if (name is "br" or "hr" or "col" or "wbr")
        {
            return;
        }

        WriteChildren(element, depth + 1);
        inLink = outside;
        output.Append("</").Append(name).Append('>');
        if (target is not null)
        {
            output.Append(" <span class=\"hdm-target\">(").Append(Encode(target)).Append(")</span>");
        }
    }

    private static bool IsForeign(IElement element) => element.NamespaceUri is not null and not "http://www.w3.org/1999/xhtml";

    /// <summary>Of a field what stands in it.</summary>
    private void WriteField(IElement element)
    {
        var words = MailElement.FieldOf(element);
        output.Append(Encode(words.Length > 500 ? words[..500] : words));
    }

    /// <summary>All text below an element, without recursion, for what is nested beyond reason.</summary>
    private void WriteText(IElement element)
    {
        var waiting = new Stack<INode>();
        waiting.Push(element);
        while (waiting.TryPop(out var node) && output.Length <= LongestOutput)
        {
            if (node is IText text)
            {
                output.Append(Encode(text.Data));
            }
            else if (node is IElement inner && !AllowedHtml.Dropped.Contains(inner.LocalName) && inner.LocalName is not "annotation" and not "annotation-xml")
            {
                for (var i = inner.ChildNodes.Length - 1; i >= 0; i--)
                {
                    waiting.Push(inner.ChildNodes[i]);
                }
            }
        }
    }

    private void WriteAttributes(IElement element)
    {
        foreach (var attribute in element.Attributes)
        {
            var name = attribute.LocalName.ToLowerInvariant();
            var value = attribute.Value;
            if (name == "style")
            {
                var style = SafeStyle.Rebuild(value, ref coloured);
                if (style.Length > 0)
                {
                    WriteAttribute("style", style);
                }
            }
            else if (AllowedHtml.PlainAttributes.Contains(name) && value.Length <= 500 && !(inLink && name == "title"))
            {
                WriteAttribute(name, value);
            }
            else if (AllowedHtml.WordAttributes.Contains(name) && value.Length <= 60 && value.All(IsWordCharacter) && SafeSize.IsFor(name, value))
            {
                coloured |= AllowedHtml.ColourAttributes.Contains(name);
                WriteAttribute(name, value);
            }
        }
    }

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '#' or '%' or '.' or ',' or ' ' or '-' or '+';

    /// <summary>A link opens in a tab of its own that knows nothing of this page.</summary>
    /// <returns>The host it really leads to, when its words name another one.</returns>
    private string? WriteLink(IElement element)
    {
        var target = (element.GetAttribute("href") ?? "").Trim();
        if (target.Length is 0 or > 4000 || !Uri.TryCreate(target, UriKind.Absolute, out var address) || !AllowedHtml.LinkSchemes.Contains(address.Scheme))
        {
            return null;
        }

        WriteAttribute("href", address.AbsoluteUri);
        output.Append(" target=\"_blank\" rel=\"noopener noreferrer nofollow\"");
        // What shows over a link is where it leads: its sender's own title, there or on something within, could show any other address.
        var shown = Shown(address);
        WriteAttribute("title", shown.Length > 300 ? $"{shown[..300]}…" : shown);

        var words = MailElement.WordsOf(element);
        if (!LinkWords.NameAnotherHost(words, address))
        {
            return null;
        }

        if (deceivingLinks.Count < MostDeceivingLinks)
        {
            deceivingLinks.Add($"«{words.Trim()}» leads to {address.IdnHost}");
        }

        return address.IdnHost;
    }

    /// <summary>An address with its host in the letters it really has: «аррle.com» is written xn--….</summary>
    private static string Shown(Uri address) =>
        address.Scheme is "http" or "https" && address.Host != address.IdnHost ? new UriBuilder(address) { Host = address.IdnHost }.Uri.AbsoluteUri : address.AbsoluteUri;

    private void WritePicture(IElement element)
    {
        var source = (element.GetAttribute("src") ?? "").Trim();
        var address = source.StartsWith("cid:", StringComparison.OrdinalIgnoreCase) ? inlinePicture(Uri.UnescapeDataString(source[4..]))
            : IsPictureData(source) ? source
            : null;
        if (address is null && Uri.TryCreate(source.StartsWith("//", StringComparison.Ordinal) ? $"https:{source}" : source, UriKind.Absolute, out var remote) && remote.Scheme is "http" or "https")
        {
            if (remotePicture is not null)
            {
                address = remotePicture(remote);
            }
            else
            {
                blocked++;
                if (hosts.Count < MostHosts)
                {
                    hosts.Add(remote.Host);
                }
            }
        }

        var alternative = element.GetAttribute("alt") ?? "";
        if (address is null)
        {
            // A tracking pixel leaves no mark; a picture that is missing says what it was.
            if (alternative.Length > 0 && !MailElement.IsHidden(element))
            {
                output.Append("<span class=\"hdm-picture\">").Append(Encode(alternative.Length > 200 ? alternative[..200] : alternative)).Append("</span>");
            }

            return;
        }

        output.Append("<img");
        WriteAttribute("src", address);
        WriteAttribute("alt", alternative);
        output.Append(" referrerpolicy=\"no-referrer\" loading=\"lazy\"");
        WriteAttributes(element);
        output.Append('>');
    }

    private static bool IsPictureData(string source) =>
        source.Length < 2_000_000
        && Array.Exists(PictureData, start => source.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        && source[(source.IndexOf(',', StringComparison.Ordinal) + 1)..].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=' or '\r' or '\n' or ' ');

    private void WriteAttribute(string name, string value) => output.Append(' ').Append(name).Append("=\"").Append(Encode(value)).Append('"');

    private static string Encode(string text) => HtmlEncoder.Default.Encode(text);
}
