using HelpdeskMail.Helpdesk.MailStore;
using Microsoft.Net.Http.Headers;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>Answers with bytes that strangers have made, so that no browser takes them for a page of ours.</summary>
internal static class SafeDownload
{
    private const string Nothing = "default-src 'none'; sandbox";

    /// <summary>To be saved: whatever it is, it is named as bytes.</summary>
    public static IResult Attachment(HttpContext context, StoredBytes bytes, string fileName)
    {
        Guard(context, bytes);
        Name(context, fileName);
        return Results.Stream(bytes.Stream, "application/octet-stream");
    }

    /// <summary>The same of bytes that were inside others.</summary>
    public static IResult Attachment(HttpContext context, ReadOnlyMemory<byte> bytes, string fileName)
    {
        Guard(context);
        Name(context, fileName);
        return Results.Bytes(bytes, "application/octet-stream");
    }

    /// <summary>A name without signs that turn letters round, paths, and dots at its beginning: what is saved ends as it looks.</summary>
    internal static string Plain(string fileName)
    {
        var name = string.Concat(fileName.Select(c => c is '/' or '\\' or ':' ? '_' : c).Where(c => !char.IsControl(c) && c is not (>= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' or '\u200E' or '\u200F' or '\u061C'))).TrimStart('.', ' ').TrimEnd('.', ' ');
        return name.Length > 0 ? name : "file";
    }

    /// <summary>A picture in place, named as the kind it is.</summary>
    public static IResult Picture(HttpContext context, StoredBytes bytes, string mediaType)
    {
        Guard(context, bytes);
        context.Response.Headers.CacheControl = "private, max-age=3600";
        return Results.Stream(bytes.Stream, mediaType.ToLowerInvariant());
    }

    /// <summary>A PDF for the browser's own viewer, which works in no sandbox; nothing else may take it into a frame but our pages.</summary>
    /// <param name="context">The request.</param>
    /// <param name="bytes">The PDF.</param>
    /// <param name="pages">Where browsers reach the pages, which may be another host than the files'.</param>
    public static IResult Pdf(HttpContext context, StoredBytes bytes, string pages)
    {
        Guard(context, bytes);
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; object-src 'self'; plugin-types application/pdf; style-src 'unsafe-inline'; frame-ancestors 'self' " + new Uri(pages).GetLeftPart(UriPartial.Authority);
        context.Response.Headers.ContentDisposition = "inline";
        return Results.Stream(bytes.Stream, "application/pdf");
    }

    /// <summary>The name is written both ways (RFC 6266), so that no letter of it can end the header.</summary>
    private static void Name(HttpContext context, string fileName)
    {
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(Plain(fileName));
        context.Response.Headers.ContentDisposition = disposition.ToString();
    }

    private static void Guard(HttpContext context, StoredBytes bytes)
    {
        context.Response.RegisterForDispose(bytes);
        context.Response.ContentLength = bytes.Length;
        Guard(context);
    }

    private static void Guard(HttpContext context)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = Nothing;
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-site";
    }
}
