using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Helpdesk.Transfer;

/// <summary>Tickets out and mails in as files.</summary>
internal static class TransferApi
{
    public static void MapExportApi(this RouteGroupBuilder api) =>
        api.MapGet("/tickets/{number:long}/export", ExportAsync).WithTags("Transfer").WithSummary("A ticket as a zip archive: mails as they came (.eml), replies and notes as text, and ticket.json.");

    public static void MapImportApi(this RouteGroupBuilder api) =>
        api.MapPost("/import", ImportAsync).WithTags("Transfer").WithSummary("Takes in a mail (.eml), a mailbox file (.mbox) or a zip archive of them as mail of the system email named by «mailbox». The body is the file; importing twice changes nothing.");

    public static void MapExportPage(this WebApplication app) => app.MapGet("/tickets/{number:long}/export", ExportAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();

    private static async Task<IResult> ExportAsync(long number, TicketExport export, HttpContext context, CancellationToken cancellation)
    {
        var written = await export.WriteAsync(number, Begin, cancellation);
        return written ? Results.Empty : TicketApi.Unknown(number);

        Stream Begin()
        {
            context.Response.ContentType = "application/zip";
            context.Response.Headers.ContentDisposition = $"attachment; filename=ticket-{number}.zip";
            context.Response.Headers.CacheControl = "no-store";
            return context.Response.BodyWriter.AsStream();
        }
    }

    private static async Task<Results<Ok<ImportAnswer>, ProblemHttpResult>> ImportAsync(
        [FromQuery] Guid mailbox, MailImport import, SystemEmailTable systemEmails, HttpContext context, CancellationToken cancellation)
    {
        if (await systemEmails.FindAsync(mailbox, cancellation) is null)
        {
            return ServiceProblems.Problem(StatusCodes.Status404NotFound, "system_email_unknown", $"There is no system email {mailbox}.", "They are listed at /api/v1/system-emails.");
        }

        if (context.Request.ContentLength > MailImport.Largest)
        {
            return TooLarge();
        }

        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = MailImport.Largest;
        using var file = new MemoryStream();
        try
        {
            await context.Request.Body.CopyToAsync(file, cancellation);
            return file.Length == 0
                ? ServiceProblems.Problem(StatusCodes.Status400BadRequest, "file_empty", "The request has no body.", "Send the .eml or .mbox file or the zip archive as the body.")
                : TypedResults.Ok(await import.TakeAsync(file.ToArray(), mailbox, context.User.Actor(), cancellation));
        }
        catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge();
        }
        catch (InvalidDataException exception)
        {
            return ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, "file_invalid", "Nothing was taken in.", exception.Message);
        }
    }

    private static ProblemHttpResult TooLarge() => ServiceProblems.Problem(
        StatusCodes.Status413PayloadTooLarge, "file_too_large", $"The file has more than {MailImport.Largest} bytes.", "Send it in several parts; the order does not matter.");
}
