using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using HelpdeskMail.ServiceDefaults.Addresses;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>
/// Rebuilds HTML of a mail: it is parsed as a browser parses it, and what is allowed is written anew, letter by letter escaped. Nothing of the source is copied
/// as it stands, so what a parser and a browser might read differently (mutation XSS) never reaches the page. Nesting deeper than <see cref="Deepest"/> is
/// flattened to lines, links and pictures, and output ends at <see cref="LongestOutput"/> characters, those of pictures not counted.
/// </summary>
internal sealed class MailSanitizer(Func<string, string?> inlinePicture, Func<Uri, string>? remotePicture, Func<string, string?>? locatedPicture)
{
    private const int Deepest = 100;
    private const int LongestOutput = 3_000_000;
    private const int LongestPicture = 8_000_000;
    private const int MostDrawn = 1000;
    private const int MostHosts = 20;
    private const int MostDeceivingLinks = 10;

    /// <summary>Letters of all alphabets stand for themselves; as references they would take eight times the place.</summary>
    private static readonly HtmlEncoder Letters = HtmlEncoder.Create(UnicodeRanges.All);

    private static readonly HtmlParser Parser = new(new HtmlParserOptions { IsScripting = false, IsKeepingSourceReferences = false });

    private static readonly string[] PictureData =
        ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/jpg;base64,", "data:image/gif;base64,", "data:image/webp;base64,"];

    private readonly StringBuilder output = new();
    private readonly SortedSet<string> hosts = new(StringComparer.Ordinal);
    private readonly List<string> deceivingLinks = [];
    private readonly HashSet<string> drawn = new(StringComparer.OrdinalIgnoreCase);
    private int blocked;
    private int pictureLetters;
    private bool coloured;
    private bool inLink;
    private bool cut;

    /// <summary>Whether something darker than paper lies under the words.</summary>
    private bool grounded;

    /// <summary>A very light colour of letters that waits for such a ground; without one they would be white on white.</summary>
    private string? heldColour;

    /// <summary>Rebuilds a document or fragment.</summary>
    /// <param name="html">As its sender wrote it.</param>
    /// <param name="inlinePicture">Our own address of a picture in the mail, by its Content-ID; null when there is none.</param>
    /// <param name="remotePicture">Our own address through which a picture from elsewhere is loaded; null to leave those out.</param>
    /// <param name="locatedPicture">Our own address of a picture in the mail, by its Content-Location (RFC 2557); null when no part has one.</param>
    public static MailHtml Rebuild(string html, Func<string, string?> inlinePicture, Func<Uri, string>? remotePicture = null, Func<string, string?>? locatedPicture = null)
    {
        if (HtmlEffort.IsBeyondReason(html))
        {
            var text = HtmlEffort.TextOf(html);
            return new MailHtml($"<pre>{Encode(text)}</pre>", 0, [], HasOwnColours: false, []) { IsCut = text.Length >= HtmlEffort.LongestText };
        }

        using var document = Parser.ParseDocument(html);
        var sanitizer = new MailSanitizer(inlinePicture, remotePicture, locatedPicture);
        if (document.Body is { } body)
        {
            sanitizer.WriteBody(body);
        }

        return new MailHtml(sanitizer.output.ToString(), sanitizer.blocked, [.. sanitizer.hosts], sanitizer.coloured, sanitizer.deceivingLinks) { Drawn = sanitizer.drawn, IsCut = sanitizer.cut };
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
            if (IsFull())
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

    /// <summary>Whether no more is taken; what pictures hold within themselves nobody reads, and what came with the mail cannot be more than that.</summary>
    private bool IsFull() => cut |= output.Length - pictureLetters > LongestOutput;

    private void WriteElement(IElement element, int depth)
    {
        var name = element.LocalName.ToLowerInvariant();
        if (AllowedHtml.Dropped.Contains(name) || (name == "dialog" && !element.HasAttribute("open")))
        {
            return;
        }

        if (name == "math" && IsForeign(element))
        {
            // Of a formula the letters, which say more than nothing.
            WriteText(element);
            return;
        }

        if (depth >= Deepest)
        {
            WriteFlat(element);
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

        var outside = (inLink, grounded, heldColour);
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
        if (name is not ("br" or "hr" or "col" or "wbr"))
        {
            WriteChildren(element, depth + 1);
            output.Append("</").Append(name).Append('>');
            WriteTarget(target);
        }

        (inLink, grounded, heldColour) = outside;
    }

    private void WriteTarget(string? target)
    {
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

    /// <summary>Lines, links and pictures below an element, without recursion, for what is nested beyond reason.</summary>
    private void WriteFlat(IElement element)
    {
        var waiting = new Stack<(INode Node, bool Ends, string? Target)>();
        waiting.Push((element, false, null));
        var written = false;
        while (waiting.TryPop(out var step) && !IsFull())
        {
            switch (step.Node)
            {
                case IText text:
                    output.Append(Encode(text.Data));
                    written |= !string.IsNullOrWhiteSpace(text.Data);
                    break;
                case IElement inner:
                    WriteFlat(inner, step.Ends, step.Target, waiting, ref written);
                    break;
            }
        }

        // What is full leaves no link open.
        if (inLink && waiting.Any(step => step.Ends && step.Node is IElement { LocalName: "a" }))
        {
            inLink = false;
            output.Append("</a>");
        }
    }

    private void WriteFlat(IElement element, bool ends, string? target, Stack<(INode Node, bool Ends, string? Target)> waiting, ref bool written)
    {
        var name = element.LocalName.ToLowerInvariant();
        if (name == "br" || (written && AllowedHtml.Blocks.Contains(name)))
        {
            output.Append("<br>");
            written = false;
        }

        if (ends)
        {
            if (name == "a")
            {
                inLink = false;
                output.Append("</a>");
                WriteTarget(target);
            }

            output.Append(name is "td" or "th" ? " " : "");
            return;
        }

        if (AllowedHtml.Dropped.Contains(name) || (name == "dialog" && !element.HasAttribute("open")) || name is "annotation" or "annotation-xml" || MailElement.IsHidden(element))
        {
            return;
        }

        if (name == "img")
        {
            WritePicture(element);
            written = true;
        }
        else if (name is "input" or "select")
        {
            WriteField(element);
        }
        else
        {
            string? leadsTo = null;
            var opens = name == "a" && !inLink;
            if (opens)
            {
                inLink = true;
                output.Append("<a");
                leadsTo = WriteLink(element);
                output.Append('>');
            }

            if (opens || name is "td" or "th" || AllowedHtml.Blocks.Contains(name))
            {
                waiting.Push((element, true, leadsTo));
            }

            for (var i = element.ChildNodes.Length - 1; i >= 0; i--)
            {
                waiting.Push((element.ChildNodes[i], false, null));
            }
        }
    }

    /// <summary>All text below an element, without recursion.</summary>
    private void WriteText(IElement element)
    {
        var waiting = new Stack<INode>();
        waiting.Push(element);
        while (waiting.TryPop(out var node) && !IsFull())
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
        string? colour = null;
        var style = StyleOf(element);
        SettleGround(style, element.LocalName is "body" or "table" or "tbody" or "thead" or "tfoot" or "tr" or "td" or "th" ? element.GetAttribute("bgcolor") : null);
        foreach (var attribute in element.Attributes)
        {
            var name = attribute.LocalName.ToLowerInvariant();
            var value = attribute.Value;
            if (AllowedHtml.PlainAttributes.Contains(name) && value.Length <= 500 && !(inLink && name == "title"))
            {
                WriteAttribute(name, value);
            }
            else if (AllowedHtml.WordAttributes.Contains(name) && value.Length <= 60 && value.All(IsWordCharacter) && SafeSize.IsFor(name, value))
            {
                colour = name == "color" ? value : colour;
                if ((name != "color" || grounded || !SafeColour.IsVeryLight(value)) && !(name == "bgcolor" && element.LocalName == "body"))
                {
                    coloured |= AllowedHtml.ColourAttributes.Contains(name);
                    WriteAttribute(name, value);
                }
            }
        }

        SettleColour(style, colour);
        if (element.LocalName == "img")
        {
            KeepProportions(style);
        }

        if (style.Count > 0)
        {
            coloured |= style.Exists(one => AllowedHtml.ColourProperties.Contains(one.Property) && !SafeColour.IsNeutral(one.Value));
            WriteAttribute("style", string.Concat(style.Select(one => $"{one.Property}:{one.Value};")));
        }
    }

    private static List<(string Property, string Value)> StyleOf(IElement element)
    {
        var style = element.GetAttribute("style") is { } written ? SafeStyle.Read(written) : [];
        if (element.LocalName == "body")
        {
            // The element it becomes has no such attributes; what its style says stands behind them, and so before them in rank.
            foreach (var (attribute, property) in new[] { ("text", "color"), ("bgcolor", "background-color") })
            {
                if (SafeColour.OfAttribute(element.GetAttribute(attribute)) is { } colour)
                {
                    style.Insert(0, (property, colour));
                }
            }
        }

        return style;
    }

    private void SettleGround(List<(string Property, string Value)> style, string? attribute)
    {
        if ((style.FindLast(one => one.Property == "background-color" && !SafeColour.IsNeutral(one.Value)).Value ?? SafeColour.OfAttribute(attribute)) is { } ground)
        {
            grounded = !SafeColour.IsVeryLight(ground);
        }
    }

    /// <summary>
    /// Keeps letters from being white on white where the ground under them was in a style sheet or a picture, neither of which is rebuilt: their colour waits until something within sets a ground.
    /// </summary>
    private void SettleColour(List<(string Property, string Value)> style, string? attribute)
    {
        if ((style.FindLast(one => one.Property == "color" && !SafeColour.IsNeutral(one.Value)).Value ?? attribute) is { } colour)
        {
            heldColour = !grounded && SafeColour.IsVeryLight(colour) ? colour : null;
            style.RemoveAll(one => one.Property == "color" && heldColour is not null);
        }
        else if (grounded && heldColour is not null)
        {
            style.Add(("color", SafeColour.OfAttribute(heldColour) ?? heldColour));
            heldColour = null;
        }
    }

    /// <summary>A picture of a given width and height becomes lower where there is less room than its width.</summary>
    private static void KeepProportions(List<(string Property, string Value)> style)
    {
        if (Pixels(style, "width") is { } width && Pixels(style, "height") is { } height)
        {
            style.RemoveAll(one => one.Property == "height");
            style.Add(("height", "auto"));
            style.Add(("aspect-ratio", string.Create(CultureInfo.InvariantCulture, $"{width} / {height}")));
        }
    }

    private static double? Pixels(List<(string Property, string Value)> style, string property) =>
        style.FindLast(one => one.Property == property).Value is { } value && value.EndsWith("px", StringComparison.OrdinalIgnoreCase)
        && double.TryParse(value.AsSpan(0, value.Length - 2), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var pixels) && pixels > 0
            ? pixels
            : null;

    private static bool IsWordCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '#' or '%' or '.' or ',' or ' ' or '-' or '+';

    /// <summary>A link opens in a tab of its own that knows nothing of this page.</summary>
    /// <returns>The host it really leads to, when its words name another one.</returns>
    private string? WriteLink(IElement element)
    {
        var target = (element.GetAttribute("href") ?? "").Trim();
        if (target.Length is 0 or > 4000 || !Uri.TryCreate(target, UriKind.Absolute, out var address) || !AllowedHtml.LinkSchemes.Contains(address.Scheme)
            || HostName.Of(address) is not { } host)
        {
            return null;
        }

        WriteAttribute("href", address.AbsoluteUri);
        output.Append(" target=\"_blank\" rel=\"noopener noreferrer nofollow\"");
        // What shows over a link is where it leads: its sender's own title, there or on something within, could show any other address.
        var shown = Shown(address, host);
        WriteAttribute("title", shown.Length > 300 ? $"{shown[..300]}…" : shown);

        var words = MailElement.WordsOf(element);
        if (!LinkWords.NameAnotherHost(words, address))
        {
            return null;
        }

        if (deceivingLinks.Count < MostDeceivingLinks)
        {
            deceivingLinks.Add($"«{words.Trim()}» leads to {host}");
        }

        return host;
    }

    /// <summary>An address with its host in the letters it really has: «аррle.com» is written xn--….</summary>
    private static string Shown(Uri address, string host) =>
        address.Scheme is "http" or "https" && address.HostNameType == UriHostNameType.Dns && address.Host != host ? new UriBuilder(address) { Host = host }.Uri.AbsoluteUri : address.AbsoluteUri;

    private void WritePicture(IElement element)
    {
        var source = (element.GetAttribute("src") ?? "").Trim();
        var address = OwnPicture(source) ?? (IsPictureData(source) ? source : null);
        if (address is null && Uri.TryCreate(source.StartsWith("//", StringComparison.Ordinal) ? $"https:{source}" : source, UriKind.Absolute, out var remote) && remote.Scheme is "http" or "https"
            && HostName.Of(remote) is not null)
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

        var outside = (grounded, heldColour);
        output.Append("<img");
        var before = output.Length;
        WriteAttribute("src", address);
        pictureLetters += output.Length - before;
        WriteAttribute("alt", alternative);
        output.Append(" referrerpolicy=\"no-referrer\" loading=\"lazy\"");
        WriteAttributes(element);
        output.Append('>');
        (grounded, heldColour) = outside;
    }

    /// <summary>Our own address of a picture that came with the mail. Some programs escape the id in the address (RFC 2392), some write it as it is.</summary>
    private string? OwnPicture(string source)
    {
        if (!source.StartsWith("cid:", StringComparison.OrdinalIgnoreCase))
        {
            return locatedPicture is null || source.Length is 0 or > 2000 ? null : Drawn(source, locatedPicture);
        }

        var id = source[4..];
        var plain = Uri.UnescapeDataString(id);
        return Drawn(plain, inlinePicture) ?? (plain == id ? null : Drawn(id, inlinePicture));
    }

    private string? Drawn(string name, Func<string, string?> picture)
    {
        var address = picture(name);
        if (address is not null && drawn.Count < MostDrawn)
        {
            drawn.Add(name);
        }

        return address;
    }

    private static bool IsPictureData(string source) =>
        source.Length < LongestPicture
        && Array.Exists(PictureData, start => source.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        && source[(source.IndexOf(',', StringComparison.Ordinal) + 1)..].All(c => char.IsAsciiLetterOrDigit(c) || c is '+' or '/' or '=' or '\r' or '\n' or ' ');

    private void WriteAttribute(string name, string value) => output.Append(' ').Append(name).Append("=\"").Append(Encode(value)).Append('"');

    private static string Encode(string text) => Letters.Encode(text);
}
