using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.Pictures;
using HelpdeskMail.Helpdesk.Previews;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Reading;

/// <summary>What a page shows of an entry beside its words: the frame with its HTML, its source, its header, and a ticket for printing.</summary>
internal static class EntryEndpoints
{
    public static void MapEntries(this WebApplication app)
    {
        var entries = app.MapGroup("").RequireAuthorization(Access.Agent).ExcludeFromDescription();
        entries.MapGet("/entries/{id:long}/body", BodyAsync);
        entries.MapGet("/entries/{id:long}/source", SourceAsync);
        entries.MapGet("/entries/{id:long}/headers", HeadersAsync);
        entries.MapGet("/tickets/{number:long}/print", PrintAsync);
    }

    /// <summary>The HTML of an entry made safe, as a document with a policy of its own: no scripts, no forms, nothing from elsewhere; pictures from elsewhere, when asked for, through us.</summary>
    internal static async Task<IResult> BodyAsync(
        long id, EntryBodies bodies, FileKinds kinds, MailStoreClient mailStore, FileLinks links, PictureLinks remote, IOptions<HelpdeskSettings> settings, HttpContext context, CancellationToken cancellation,
        [FromQuery] bool pictures = false)
    {
        if (await bodies.FindHtmlAsync(id, cancellation) is not { } html)
        {
            return ServiceProblems.Problem(StatusCodes.Status404NotFound, "entry_body_unknown", "The entry has no HTML, or does not exist.");
        }

        var inline = await InlinePicturesAsync(await bodies.ListFilesAsync(id, cancellation), kinds, mailStore, links, cancellation);
        Guard(context, settings.Value);
        return Results.Content(EntryBodyDocument.Write(html, inline.GetValueOrDefault, pictures ? remote.Of : null, $"/entries/{id}/source"), "text/html; charset=utf-8");
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
    internal static async Task<IResult> HeadersAsync(long id, EntryBodies bodies, MailStoreClient mailStore, CancellationToken cancellation) =>
        await bodies.FindReceiptAsync(id, cancellation) is { } receipt && await mailStore.ReadRawAsync(receipt, cancellation) is { } raw
            ? Results.Text(DatabaseText.Clean(System.Text.Encoding.UTF8.GetString(Mail.Mime.MimeMessage.Parse(raw).Root.RawHeader.Span)), "text/plain; charset=utf-8")
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "source_unknown", "There is no source of this entry: it did not come by mail.");

    /// <summary>A whole ticket on paper, written while it is read: one document under the same policy as the frames, nothing folded, no notes unless asked for.</summary>
    private static async Task<IResult> PrintAsync(
        long number, TicketReader tickets, EntryBodies bodies, FileKinds kinds, MailStoreClient mailStore, FileLinks links, IOptions<HelpdeskSettings> settings, HttpContext context,
        CancellationToken cancellation, [FromQuery] bool notes = false)
    {
        if (await tickets.FindAsync(number, cancellation) is not { } ticket)
        {
            return TypedResults.NotFound();
        }

        Guard(context, settings.Value);
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(new PrintDocument(ticket).Begin(), cancellation);
        await foreach (var entry in tickets.ReadAllAsync(number, cancellation))
        {
            if (entry.Kind is EntryKind.Event || (entry.Kind is EntryKind.Note && !notes))
            {
                continue;
            }

            var html = entry.HasHtml ? await bodies.FindHtmlAsync(entry.Id, cancellation) : null;
            var inline = html is null ? null : await InlinePicturesAsync(entry.Attachments, kinds, mailStore, links, cancellation);
            await context.Response.WriteAsync(PrintDocument.Entry(entry, html, id => inline?.GetValueOrDefault(id)), cancellation);
        }

        await context.Response.WriteAsync(PrintDocument.End, cancellation);
        return Results.Empty;
    }

    /// <summary>Pictures of the mail itself that its HTML shows: of the kinds that can run nothing, by their bytes.</summary>
    private static async Task<Dictionary<string, string>> InlinePicturesAsync(
        IReadOnlyList<EntryAttachment> files, FileKinds kinds, MailStoreClient mailStore, FileLinks links, CancellationToken cancellation)
    {
        var named = files.Where(file => file.ContentId is not null).DistinctBy(file => file.ContentId!, StringComparer.OrdinalIgnoreCase).ToList();
        var known = await kinds.ReadAsync(named.Select(file => file.Content), mailStore, cancellation, most: named.Count);
        return named.Where(file => known.TryGetValue(file.Content, out var kind) && ShownPictures.Contains(kind))
            .ToDictionary(file => file.ContentId!, file => links.ToDraw(file.Id), StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The policy of a document that a mail's HTML stands in.</summary>
    internal static void Guard(HttpContext context, HelpdeskSettings settings)
    {
        context.Response.Headers.ContentSecurityPolicy =
            $"default-src 'none'; img-src 'self' data: {settings.FilesAddress}; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; " +
            "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-modals";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers.CacheControl = "private, no-store";
    }
}
