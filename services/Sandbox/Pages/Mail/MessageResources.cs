using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Sandbox.Pages.Mail;

/// <summary>The raw mail, its HTML and its files, as answers of their own.</summary>
public static partial class MessageResources
{
    /// <summary>The HTML runs nothing, loads nothing from elsewhere, and cannot reach the page around it.</summary>
    private const string Policy = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:";

    public static IResult Raw(byte[] raw) => TypedResults.Bytes(raw, "message/rfc822", "message.eml");

    public static IResult Html(HttpContext context, byte[] raw)
    {
        var message = MimeMessage.Parse(raw);
        if (MessageContent.Html(message) is not { } html)
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.ContentSecurityPolicy = Policy;
        var folder = context.Request.Path.Value![..^"/html".Length];
        var ids = MessageContent.Parts(message).Select((part, index) => (part.ContentId, index)).Where(entry => entry.ContentId is not null).ToLookup(entry => entry.ContentId, entry => entry.index, StringComparer.Ordinal);
        var text = ContentIdReference().Replace(html.Text(), match =>
            ids[WebUtility.UrlDecode(match.Groups["id"].Value)].Select(index => $"{folder}/parts/{index.ToString(CultureInfo.InvariantCulture)}").FirstOrDefault() ?? match.Value);
        return TypedResults.Text(text, "text/html; charset=utf-8");
    }

    /// <summary>A file: shown only where it is a picture, else downloaded.</summary>
    public static IResult Part(HttpContext context, byte[] raw, int index)
    {
        if (MessageContent.Parts(MimeMessage.Parse(raw)).ElementAtOrDefault(index) is not { } part)
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var picture = part.ContentType.MediaType is "image/png" or "image/jpeg" or "image/gif" or "image/webp";
        return TypedResults.Bytes(part.DecodedBody(), picture ? part.ContentType.MediaType : "application/octet-stream", picture ? null : part.FileName ?? "part");
    }

    [GeneratedRegex("""cid:(?<id>[^"'\s)>]+)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex ContentIdReference();
}
