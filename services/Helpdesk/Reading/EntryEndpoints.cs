using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>What a page shows of an entry beside its words: the frame with its HTML, its source, its files.</summary>
internal static class EntryEndpoints
{
    public static void MapEntries(this WebApplication app)
    {
        var entries = app.MapGroup("").RequireAuthorization(Access.Agent).ExcludeFromDescription();
        entries.MapGet("/entries/{id:long}/body", BodyAsync);
        entries.MapGet("/entries/{id:long}/source", SourceAsync);
        entries.MapGet("/entries/{id:long}/headers", HeadersAsync);
        entries.MapGet("/attachments/{id:long}/{name?}", FileAsync);
        entries.MapGet("/attachments/{id:long}/inline", InlineAsync);
    }

    /// <summary>The HTML of an entry made safe, as a document with a policy of its own: no scripts, no forms, nothing from elsewhere but the pictures that were asked for.</summary>
    internal static async Task<IResult> BodyAsync(long id, EntryBodies bodies, HttpContext context, CancellationToken cancellation, [FromQuery] bool pictures = false)
    {
        if (await bodies.FindHtmlAsync(id, cancellation) is not { } html)
        {
            return ServiceProblems.Problem(StatusCodes.Status404NotFound, "entry_body_unknown", "The entry has no HTML, or does not exist.");
        }

        var files = await bodies.ListFilesAsync(id, cancellation);
        var byContentId = files.Where(file => file.ContentId is not null && ShownPictures.Contains(file.MediaType))
            .DistinctBy(file => file.ContentId!, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(file => file.ContentId!, file => $"/attachments/{file.Id}/inline", StringComparer.OrdinalIgnoreCase);
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; img-src 'self' data:{(pictures ? " https: http:" : "")}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; " +
            "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.CacheControl = "private, no-store";
        return Results.Content(EntryBodyDocument.Write(html, byContentId.GetValueOrDefault, pictures), "text/html; charset=utf-8");
    }

    /// <summary>The mail exactly as it came.</summary>
    internal static async Task<IResult> SourceAsync(long id, EntryBodies bodies, MailStoreClient mailStore, HttpContext context, CancellationToken cancellation)
    {
        if (await bodies.FindReceiptAsync(id, cancellation) is not { } receipt || await mailStore.OpenRawAsync(receipt, cancellation) is not { } raw)
        {
            return ServiceProblems.Problem(StatusCodes.Status404NotFound, "source_unknown", "There is no source of this entry: it did not come by mail.");
        }

        return SafeDownload.Attachment(context, raw, $"mail-{id}.eml");
    }

    /// <summary>The header of the mail as it came, as plain text.</summary>
    private static async Task<IResult> HeadersAsync(long id, EntryBodies bodies, MailStoreClient mailStore, CancellationToken cancellation) =>
        await bodies.FindReceiptAsync(id, cancellation) is { } receipt && await mailStore.ReadRawAsync(receipt, cancellation) is { } raw
            ? Results.Text(DatabaseText.Clean(System.Text.Encoding.UTF8.GetString(Mail.Mime.MimeMessage.Parse(raw).Root.RawHeader.Span)), "text/plain; charset=utf-8")
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "source_unknown", "There is no source of this entry: it did not come by mail.");

    /// <summary>A file, to be saved.</summary>
    internal static async Task<IResult> FileAsync(long id, EntryBodies bodies, MailStoreClient mailStore, HttpContext context, CancellationToken cancellation) =>
        await bodies.FindFileAsync(id, cancellation) is { } file && await mailStore.OpenBlobAsync(file.Content, cancellation) is { } bytes
            ? SafeDownload.Attachment(context, bytes, file.FileName)
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "attachment_unknown", "There is no such file.");

    /// <summary>A picture shown in place; only of the kinds that can run nothing.</summary>
    internal static async Task<IResult> InlineAsync(long id, EntryBodies bodies, MailStoreClient mailStore, HttpContext context, CancellationToken cancellation) =>
        await bodies.FindFileAsync(id, cancellation) is { } file && ShownPictures.Contains(file.MediaType) && await mailStore.OpenBlobAsync(file.Content, cancellation) is { } bytes
            ? SafeDownload.Picture(context, bytes, file.MediaType)
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "picture_unknown", "There is no such picture, or it is of a kind that is not shown in place.");
}
