using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Previews;

/// <summary>
/// Files of entries. A page links to <c>/attachments/…</c>, which asks for a session, asks back where a file is risky, and leads on to a signed address under
/// <c>/files</c>, which knows no session and gives the bytes in a form that no browser takes for a page.
/// </summary>
internal static class FileEndpoints
{
    public static void MapFiles(this WebApplication app)
    {
        app.MapGet("/attachments/{id:long}/{name?}", LeadAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();
        app.MapGet("/attachments/{id:long}/look/mail", MailAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();
        app.MapGet("/attachments/{id:long}/look/files/{place:int}", EnclosedAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();
        app.MapGet("/files/{use}/{id:long}/{until:long}/{signature}/{name}", GiveAsync).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>The bytes for a program, with its key.</summary>
    internal static async Task<IResult> ForProgramAsync(long id, EntryBodies bodies, MailStoreClient mailStore, HttpContext context, CancellationToken cancellation) =>
        await bodies.FindFileAsync(id, cancellation) is { } file && await mailStore.OpenBlobAsync(file.Content, cancellation) is { } bytes
            ? SafeDownload.Attachment(context, bytes, file.FileName)
            : Unknown();

    private static async Task<IResult> LeadAsync(
        long id, EntryBodies bodies, FileKinds kinds, MailStoreClient mailStore, FileLinks links, HttpContext context, CancellationToken cancellation, [FromQuery] bool sure = false)
    {
        if (await bodies.FindFileAsync(id, cancellation) is not { } file)
        {
            return Unknown();
        }

        var verdict = await JudgeAsync(file, kinds, mailStore, cancellation);
        context.Response.Headers.CacheControl = "no-store";
        return verdict.Danger is not null && !sure ? TypedResults.LocalRedirect($"/attachments/{id}/look") : TypedResults.Redirect(links.ToDownload(id, file.FileName));
    }

    /// <summary>The HTML of a mail that came as a file, made safe and under the policy of all mails' frames. What it shows from elsewhere is not loaded.</summary>
    private static async Task<IResult> MailAsync(long id, EntryBodies bodies, FileKinds kinds, MailStoreClient mailStore, IOptions<HelpdeskSettings> settings, HttpContext context, CancellationToken cancellation)
    {
        if (await bodies.FindFileAsync(id, cancellation) is not { } file
            || (await JudgeAsync(file, kinds, mailStore, cancellation)).Preview != PreviewKind.Mail
            || (await AttachedMail.ReadAsync(file, mailStore, cancellation))?.Document($"/attachments/{id}/{Uri.EscapeDataString(file.FileName)}") is not { } document)
        {
            return Unknown();
        }

        EntryEndpoints.Guard(context, settings.Value);
        return Results.Content(document, "text/html; charset=utf-8");
    }

    /// <summary>A file of a mail that came as a file.</summary>
    private static async Task<IResult> EnclosedAsync(long id, int place, EntryBodies bodies, FileKinds kinds, MailStoreClient mailStore, HttpContext context, CancellationToken cancellation) =>
        await bodies.FindFileAsync(id, cancellation) is { } file
        && (await JudgeAsync(file, kinds, mailStore, cancellation)).Preview == PreviewKind.Mail
        && (await AttachedMail.ReadAsync(file, mailStore, cancellation))?.FileAt(place) is { } enclosed
            ? SafeDownload.Attachment(context, enclosed.Bytes(), enclosed.FileName)
            : Unknown();

    private static async Task<IResult> GiveAsync(
        string use, long id, long until, string signature, FileLinks links, EntryBodies bodies, FileKinds kinds, MailStoreClient mailStore, IOptions<HelpdeskSettings> settings, HttpContext context, CancellationToken cancellation)
    {
        if (use is not (FileLinks.Save or FileLinks.Show) || !links.IsGood(use, id, until, signature))
        {
            return ServiceProblems.Problem(StatusCodes.Status403Forbidden, "file_link_ended", "This address of a file has ended.", "Load the ticket's page again and take the file from there.");
        }

        if (await bodies.FindFileAsync(id, cancellation) is not { } file)
        {
            return Unknown();
        }

        var kind = use == FileLinks.Show ? (await kinds.ReadAsync([file.Content], mailStore, cancellation)).GetValueOrDefault(file.Content) : null;
        if (use == FileLinks.Show && kind is not "application/pdf" && (kind is null || !ShownPictures.Contains(kind)))
        {
            return Unknown();
        }

        return await mailStore.OpenBlobAsync(file.Content, cancellation) is not { } bytes ? Unknown()
            : use == FileLinks.Save ? SafeDownload.Attachment(context, bytes, file.FileName)
            : kind == "application/pdf" ? SafeDownload.Pdf(context, bytes, settings.Value.PublicAddress)
            : SafeDownload.Picture(context, bytes, kind!);
    }

    /// <summary>What a file is.</summary>
    internal static async Task<FileVerdict> JudgeAsync(EntryAttachment file, FileKinds kinds, MailStoreClient mailStore, CancellationToken cancellation) =>
        FileVerdict.Of(file.FileName, file.MediaType, (await kinds.ReadAsync([file.Content], mailStore, cancellation)).GetValueOrDefault(file.Content));

    private static ProblemHttpResult Unknown() =>
        ServiceProblems.Problem(StatusCodes.Status404NotFound, "attachment_unknown", "There is no such file, or it is of a kind that is not shown in place.");
}
