using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Tickets that an agent begins, by the API.</summary>
internal static class NewTicketApi
{
    public static void MapNewTicketApi(this RouteGroupBuilder api) =>
        api.MapPost("/tickets", OpenAsync).WithTags("Tickets").ProducesProblem(StatusCodes.Status401Unauthorized).WithSummary("Opens a ticket with a mail to somebody, which is sent from one of the mailboxes.");

    private static async Task<Results<Created<AddedEntry>, ProblemHttpResult>> OpenAsync(
        TicketDraft draft, ReplyDesk desk, EntryBodies entries, HttpContext context, CancellationToken cancellation)
    {
        var request = new ReplyRequest(
            draft.ReplyId is { } id && id != Guid.Empty ? id : Guid.NewGuid(), string.Join(", ", draft.To ?? []), string.Join(", ", draft.Cc ?? []), string.Join(", ", draft.Bcc ?? []), draft.Text ?? "", QuoteHistory: false, [], ThenClose: false)
        {
            SendAfter = draft.SendAfter,
        };
        return await desk.OpenAsync(draft.Mailbox, draft.Subject ?? "", request, context.User.Actor(), cancellation) switch
        {
            ReplyAnswer.Accepted accepted when await entries.FindTicketAsync(accepted.EntryId, cancellation) is { } number =>
                TypedResults.Created($"/api/v1/tickets/{number}", new AddedEntry(number, accepted.EntryId)),
            ReplyAnswer.Refused refused => ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, refused.Code, refused.What, refused.Remedy),
            _ => throw new InvalidOperationException("Unknown answer."),
        };
    }
}
