using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.SystemEmails;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Helpdesk.Transfer;

/// <summary>The form of the page Import.</summary>
internal static class ImportForms
{
    private const string Page = "/import";

    /// <summary>Beside the file itself.</summary>
    private const int FormOverhead = 1024 * 1024;

    public static void MapImportForms(this WebApplication app) =>
        app.MapPost(Page, ImportAsync).RequireAuthorization(Access.Admin).ExcludeFromDescription()
            .WithMetadata(new RequestSizeLimitAttribute(MailImport.Largest + FormOverhead)).WithFormOptions(multipartBodyLengthLimit: MailImport.Largest + FormOverhead);

    private static async Task<IResult> ImportAsync(
        IFormCollection form, MailImport import, SystemEmailTable systemEmails, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        if (form.Files is not [{ Length: > 0 and <= MailImport.Largest } file] || !Guid.TryParse(form["mailbox"], out var mailbox) || await systemEmails.FindAsync(mailbox, cancellation) is null)
        {
            return flash.Redirect(context, Page, new Flash(false, "Nothing was taken in.", $"Choose one .eml file, or a zip archive of them, of {Moments.Size(MailImport.Largest)} at most."));
        }

        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancellation);
        try
        {
            var answer = await import.TakeAsync(bytes.ToArray(), mailbox, context.User.Actor(), cancellation);
            return flash.Redirect(context, Page, new Flash(
                true, $"{answer.Entries} mails were taken in, into {answer.Tickets.Count} tickets.",
                $"{answer.Copies} were here already; {answer.Kept} became no ticket and are listed under Failed mail with their reason."));
        }
        catch (InvalidDataException exception)
        {
            return flash.Redirect(context, Page, new Flash(false, "The archive was not taken.", exception.Message));
        }
        catch (HttpRequestException)
        {
            return flash.Redirect(context, Page, new Flash(false, "The mail store does not answer.", "Try again in a moment; nothing comes twice."));
        }
    }
}
