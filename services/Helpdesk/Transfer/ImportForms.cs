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
            return flash.Redirect(context, Page, new Flash(false, Translated.Of("Nothing was taken in."), form.Files is [{ Length: 0 }]
                ? Translated.Of("The file is empty.")
                : Translated.Of("Choose a mail (.eml), a mailbox file (.mbox) or a zip archive of them, of {0} at most.", Moments.Size(MailImport.Largest))));
        }

        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes, cancellation);
        try
        {
            var answer = await import.TakeAsync(bytes.ToArray(), mailbox, context.User.Actor(), cancellation);
            return flash.Redirect(context, Page, new Flash(
                true, Translated.Of("{0} mails were taken in, into {1} tickets.", answer.Entries, answer.Tickets.Count),
                Translated.Of("{0} were here already; {1} became no ticket and are listed under Failed mail with their reason.", answer.Copies, answer.Kept)
                    + (answer.Others > 0 ? " " + Translated.Of("{0} files are no mails and were left out.", answer.Others) : "")));
        }
        catch (InvalidDataException exception)
        {
            return flash.Redirect(context, Page, new Flash(false, Translated.Of("Nothing was taken in."), exception.Message));
        }
        catch (HttpRequestException)
        {
            return flash.Redirect(context, Page, new Flash(false, Translated.Of("The mail store does not answer."), Translated.Of("Try again in a moment; nothing comes twice.")));
        }
    }
}
