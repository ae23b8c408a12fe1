using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Helpdesk.FailedMail;

/// <summary>Mail that became no ticket, by the API.</summary>
internal static class FailedMailApi
{
    public static void MapFailedMailApi(this RouteGroupBuilder api)
    {
        var mails = api.MapGroup("/failed-mail").WithTags("Failed mail").ProducesProblem(StatusCodes.Status401Unauthorized);
        mails.MapGet("", ListAsync).WithSummary("Lists mail that became no ticket, newest first.");
        mails.MapPost("/{receiptId:long}/process", ProcessAsync).WithSummary("Handles such a mail again; with asTicket=true it becomes an entry whatever the rules say.");
        mails.MapGet("/{receiptId:long}/source", FailedMailForms.SourceAsync).WithSummary("The mail exactly as it came, or its header where no more could be had.");
        mails.MapDelete("/{receiptId:long}", DismissAsync).WithSummary("Takes such a mail off the list; it stays stored.");
    }

    private static async Task<Ok<IReadOnlyList<KeptMail>>> ListAsync(KeptMailList list, HttpContext context, CancellationToken cancellation, [FromQuery] long? before = null, [FromQuery] int limit = 50) =>
        TypedResults.Ok(await list.ReadAsync(context.User.Actor().Id, before, limit, cancellation));

    private static async Task<Results<Ok<AddedEntry>, ProblemHttpResult>> ProcessAsync(
        long receiptId, MailIntake intake, HttpContext context, CancellationToken cancellation, [FromQuery] bool asTicket = false) =>
        await intake.HandleAgainAsync(receiptId, asTicket, context.User.Actor(), cancellation) switch
        {
            IntakeOutcome.Entry entry => TypedResults.Ok(new AddedEntry(entry.TicketNumber, entry.EntryId)),
            IntakeOutcome.Copy copy => TypedResults.Ok(new AddedEntry(copy.TicketNumber, copy.EntryId)),
            IntakeOutcome.Kept kept => ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, kept.Reason, kept.Explanation, "Send asTicket=true to make it a ticket all the same."),
            _ => Unknown(receiptId),
        };

    private static async Task<Results<NoContent, ProblemHttpResult>> DismissAsync(long receiptId, KeptMailList list, HttpContext context, CancellationToken cancellation) =>
        await list.DismissAsync(receiptId, context.User.Actor(), cancellation) ? TypedResults.NoContent() : Unknown(receiptId);

    private static ProblemHttpResult Unknown(long receiptId) =>
        ServiceProblems.Problem(StatusCodes.Status404NotFound, "receipt_unknown", $"There is no such mail {receiptId}.", "They are listed at /api/v1/failed-mail.");
}
