using System.Text;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Mime.Fields;
using HelpdeskMail.Mail.Mime.Tnef;
using HelpdeskMail.Mail.Mime.Transfer;

namespace HelpdeskMail.Mail.Text;

/// <summary>Walks the parts of one message and sorts them into what is read, what is shown within it, and what is a file.</summary>
internal sealed class BodyCollector
{
    /// <summary>HTML that is longer is not looked through for whether it says anything, in characters.</summary>
    private const int LongestBlank = 64 * 1024;

    /// <summary>«Version: 1», with the fields that some programs put beside it.</summary>
    private const int LongestVersion = 200;

    private readonly List<MimePart> parts = [];
    private readonly List<MailFile> opened = [];
    private readonly List<string> calendars = [];
    private Rendition winmail = Rendition.Nothing;
    private MimePart? page;
    private bool isWinmailDamaged;
    private UnknownCharset? unknown;
    private MailProtection protection = MailProtection.None;

    public ReadableBody Collect(MimeMessage message)
    {
        // Outlook sends the text beside winmail.dat and the formatted form of the same text within it.
        var rendition = Visit(message.Root);
        rendition = rendition.IsNothing ? winmail : rendition with { Html = rendition.Html ?? winmail.Html };
        rendition = rendition.IsNothing ? NamedText() : rendition;
        rendition = rendition.IsNothing ? Preamble(message.Root) : rendition;
        rendition = rendition.IsNothing ? RichText() : rendition;
        // Answers to meetings come with an empty text.
        var meeting = calendars is [var calendar, ..] ? CalendarEntry.Read(Lines(calendar)) : null;
        var invitation = rendition is { Html: null, Text: null or { IsBlank: true } } && meeting is not null ? CalendarText.ToPlain(meeting) : "";
        rendition = invitation.Length > 0 ? Rendition.OfText(invitation) : rendition;
        var html = rendition.Html?.ToString();
        // Some programs send the text beside HTML that shows nothing.
        html = rendition.Text is { IsBlank: false } && html is not null && ShowsNothing(html) ? null : html;
        var shown = ShownParts.Of(html, page, parts, opened);
        var files = parts.Select(part => new MailFile(part, FileNames.For(part), shown))
            .Concat(opened.Select(file => file with { IsInline = shown.Contains(file.ContentId) }))
            .ToList();
        // Some programs send an empty text beside the HTML.
        var fromHtml = rendition.Text is not { IsBlank: false } && html is not null;
        return new(fromHtml ? HtmlText.ToPlain(html!) : rendition.Text?.ToString() ?? "", html, fromHtml, files, calendars)
        {
            Meeting = meeting is { IsOneOfMany: false } ? meeting : null,
            IsTextFromCalendar = invitation.Length > 0,
            Protection = protection,
            UnknownCharset = unknown,
            IsWinmailDamaged = isWinmailDamaged,
        };
    }

    private static bool ShowsNothing(string html) => html.Length <= LongestBlank && !html.Contains("<img", StringComparison.OrdinalIgnoreCase) && HtmlText.ToPlain(html).Length == 0;

    /// <summary>Where nothing is there to read at all, a text before the first delimiter may be it: its own delimiter was lost.</summary>
    private static Rendition Preamble(MimePart root)
    {
        var text = Lines(Mime.Charset.CharsetGuess.Decode(root.RawPreamble.Span, null, out _)).Trim('\n');
        return string.IsNullOrWhiteSpace(text) || text.Contains("MIME", StringComparison.OrdinalIgnoreCase) ? Rendition.Nothing : Rendition.OfText(text);
    }

    /// <summary>Where nothing is there to read, the first text that has a file name but does not call itself an attachment is the body.</summary>
    private Rendition NamedText()
    {
        var part = parts.Find(part => !part.IsAttachment && part.ContentType is { Type: "text", Subtype: "plain" or "html" });
        _ = part is not null && parts.Remove(part);
        return part is null ? Rendition.Nothing : Leaf(part);
    }

    /// <summary>Where nothing else is there to read, neither is a text in RTF that has no name a file.</summary>
    private Rendition RichText()
    {
        var part = parts.Find(part => !part.IsAttachment && part.FileName is null && part.ContentType is { Type: "text" or "application", Subtype: "rtf" });
        return part is not null && new RtfReading(part.DecodedBody().Span).Text is { Length: > 0 } text && parts.Remove(part) ? Rendition.OfText(Lines(text)) : Rendition.Nothing;
    }

    private Rendition Visit(MimePart part)
    {
        var type = part.ContentType;
        protection = protection.With(part);
        if (type.IsMultipart && part.Children.Count > 0)
        {
            return type.Subtype switch
            {
                "alternative" => Alternative(part),
                "related" => Related(part),
                "digest" => Files(part.Children),
                // RFC 1740: what a Mac knows of a file, which is a file to nobody else, stands before it.
                "appledouble" when part.Children.Count > 1 => Rendition.Joined(part.Children.Where(child => !child.ContentType.Is("application", "applefile")).Select(Visit).ToList()),
                _ => Rendition.Joined(part.Children.Select(Visit).ToList()),
            };
        }

        if (type.IsMultipart)
        {
            return Opaque(part);
        }

        // RFC 3156 section 4: it tells a version and nothing else.
        if (type.Is("application", "pgp-encrypted") && part.RawBody.Length < LongestVersion)
        {
            return Rendition.Nothing;
        }

        if (IsCalendar(part))
        {
            calendars.Add(part.Text());
            return File(part);
        }

        if (IsReadable(part))
        {
            return Leaf(part);
        }

        if (part.OpenSigned() is { } signed)
        {
            // The part itself stays a file, since the signature is in it.
            protection = protection with { SignedBy = protection.SignedBy ?? MailProtection.Smime };
            File(part);
            return Visit(signed.Root);
        }

        return IsTnef(part) && TnefMessage.Open(part.DecodedBody(), part.Limits) is { } tnef ? Winmail(part, tnef) : File(part);
    }

    /// <summary>Google and others attach once more, as a file, what is there as text/calendar: it counts where nothing else is there.</summary>
    private bool IsCalendar(MimePart part) => part.ContentType.MediaType switch
    {
        "text/calendar" => true,
        "text/x-vcalendar" or "application/ics" => calendars.Count == 0,
        "application/octet-stream" => calendars.Count == 0 && part.FileName?.EndsWith(".ics", StringComparison.OrdinalIgnoreCase) == true,
        _ => false,
    };

    /// <summary>A multipart whose boundary never occurs: what it holds is shown as text, delimiters and all, rather than lost.</summary>
    private static Rendition Opaque(MimePart part)
    {
        var text = Mime.Charset.CharsetGuess.Decode(part.RawBody.Span, null, out _);
        return string.IsNullOrWhiteSpace(text) ? Rendition.Nothing : Rendition.OfText(Lines(text));
    }

    /// <summary>RFC 2046 section 5.1.4: the same content several times, the plainest first. Files that a program put in are kept as files.</summary>
    private Rendition Alternative(MimePart part)
    {
        Stretch? text = null;
        Stretch? html = null;
        foreach (var rendition in part.Children.Select(Visit))
        {
            text = text is { IsBlank: false } ? text : rendition.Text ?? text;
            html = rendition.Html ?? html;
        }

        return new(text, html);
    }

    /// <summary>RFC 2387: one part and what it shows. The start parameter names it; without one it is the first.</summary>
    private Rendition Related(MimePart part)
    {
        var start = part.ContentType.Parameters["start"]?.Trim('<', '>', ' ');
        var root = part.Children.FirstOrDefault(child => start is not null && child.ContentId == start) ?? part.Children[0];
        var rendition = Visit(root);
        foreach (var child in part.Children.Where(child => child != root))
        {
            // Some programs put the text beside the HTML here instead of into an alternative.
            if (rendition.IsNothing && child.FileName is null)
            {
                rendition = Visit(child);
            }
            else
            {
                Sort(child);
            }
        }

        return rendition;
    }

    private void Sort(MimePart part)
    {
        if (part.ContentType.IsMultipart && part.Children.Count > 0)
        {
            foreach (var child in part.Children)
            {
                Sort(child);
            }
        }
        else
        {
            File(part);
        }
    }

    private Rendition Files(IReadOnlyList<MimePart> children)
    {
        foreach (var child in children)
        {
            File(child);
        }

        return Rendition.Nothing;
    }

    private Rendition File(MimePart part)
    {
        parts.Add(part);
        return Rendition.Nothing;
    }

    private static bool IsReadable(MimePart part) =>
        (!part.IsAttachment || (part.Parent is null && part.FileName is null)) && IsReadable(part.ContentType) && !(part.ContentType.IsUnreadable && part.DecodedBody().Span.Contains((byte)0)) && (part.FileName is null || part.Parent is null || part.Parent.ContentType.Is("multipart", "alternative"));

    /// <summary>Text that people write; a type that makes no sense counts as text too (RFC 2045 section 5.2).</summary>
    private static bool IsReadable(ContentType type) =>
        type.IsUnreadable || type is { Type: "text", Subtype: "plain" or "html" or "enriched" or "richtext" or "markdown" or "x-markdown" or "x-amp-html" or "watch-html" or "vnd.google.email-reaction+json" };

    private static bool IsTnef(MimePart part) =>
        part.ContentType is { Type: "application", Subtype: "ms-tnef" or "vnd.ms-tnef" }
        || string.Equals(part.FileName, "winmail.dat", StringComparison.OrdinalIgnoreCase);

    private Rendition Leaf(MimePart part)
    {
        unknown ??= part.NamesUnknownCharset(out var name, out var readAs) ? new UnknownCharset(name, readAs) : null;
        switch (part.ContentType.Subtype)
        {
            case "html":
                page ??= part;
                return Rendition.OfHtml(WithoutNul(part.Text()));
            // For certain programs, which have the same beside it for everybody else.
            case "x-amp-html" or "watch-html" or "vnd.google.email-reaction+json":
                return Rendition.Nothing;
            case "enriched" or "richtext":
                return Rendition.OfText(EnrichedText.ToPlain(Lines(part.Text())));
            default:
                return Plain(part);
        }
    }

    private Rendition Plain(MimePart part)
    {
        var type = part.ContentType;
        var body = part.DecodedBody();
        body = TakeOut(body, part.Limits, UuCode.Find, UuCode.Decode);
        body = TakeOut(body, part.Limits, YEnc.Find, YEnc.Decode);

        var text = part.Decode(body.Span);
        if (string.Equals(type.Parameters["format"], "flowed", StringComparison.OrdinalIgnoreCase))
        {
            text = FlowedText.Unflow(text, string.Equals(type.Parameters["delsp"], "yes", StringComparison.OrdinalIgnoreCase));
        }

        // Scripts send HTML without saying so; a person who writes such a text names its type.
        return part.Parent is null && !part.Headers.Contains("Content-Type") && IsHtmlDocument(text) ? Rendition.OfHtml(WithoutNul(text)) : WithoutArmor(Lines(text));
    }

    private Rendition WithoutArmor(string text)
    {
        var bare = Armor.Without(text);
        protection = new(protection.SignedBy ?? (ReferenceEquals(bare, text) ? null : MailProtection.OpenPgp), protection.EncryptedBy ?? (Armor.HidesText(bare) ? MailProtection.OpenPgp : null));
        return Rendition.OfText(bare);
    }

    private static bool IsHtmlDocument(string text) =>
        text.AsSpan().TrimStart() is var start && (start.StartsWith("<!doctype html", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html>", StringComparison.OrdinalIgnoreCase) || start.StartsWith("<html ", StringComparison.OrdinalIgnoreCase));

    /// <summary>The text without the files that stand encoded in it. Where there are more than a message may have parts, the rest stays text.</summary>
    private ReadOnlyMemory<byte> TakeOut(ReadOnlyMemory<byte> body, MimeLimits limits, Func<ReadOnlySpan<byte>, int, EncodedBlock?> find, Func<ReadOnlySpan<byte>, EncodedBlock, byte[]> decode)
    {
        if (find(body.Span, 0) is not { } first)
        {
            return body;
        }

        var rest = new MemoryStream(body.Length);
        var position = 0;
        for (EncodedBlock? found = first; found is { } block && opened.Count < limits.Parts; found = find(body.Span, position))
        {
            rest.Write(body.Span[position..block.Start]);
            Take(block.Name, () => decode(body.Span, block));
            position = block.End;
        }

        rest.Write(body.Span[position..]);
        return rest.ToArray();
    }

    private void Take(string name, Func<ReadOnlyMemory<byte>> bytes)
    {
        name = FileNames.Clean(name);
        opened.Add(new(name.Length == 0 ? "file" : name, "application/octet-stream", bytes));
    }

    private Rendition Winmail(MimePart part, TnefMessage tnef)
    {
        if (!tnef.IsComplete)
        {
            isWinmailDamaged = true;
            part.Note(MimeDefectKind.Tnef, "A winmail.dat is cut off, damaged or holds more than is opened; what could be read of it was.");
        }

        foreach (var file in tnef.Attachments)
        {
            var name = FileNames.Clean(file.FileName);
            opened.Add(new(name.Length == 0 ? "file" : name, file.MediaType, () => file.Content) { ContentId = file.ContentId });
        }

        winmail = winmail.IsNothing ? new(tnef.Text is null ? null : Stretch.Of(Lines(tnef.Text)), tnef.Html is null ? null : Stretch.Of(tnef.Html)) : winmail;
        return Rendition.Nothing;
    }

    private static string Lines(string text)
    {
        text = WithoutNul(text);
        return text.Contains('\r', StringComparison.Ordinal) ? new StringBuilder(text).Replace("\r\r\n", "\n").Replace("\r\n", "\n").Replace('\r', '\n').ToString() : text;
    }

    private static string WithoutNul(string text) => text.Replace("\0", "", StringComparison.Ordinal);
}
