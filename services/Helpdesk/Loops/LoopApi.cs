using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Loops;

/// <summary>Taking the mute off a ticket.</summary>
internal static class LoopApi
{
    public static void MapLoopApi(this RouteGroupBuilder api) =>
        api.MapDelete("/tickets/{number:long}/mute", UnmuteAsync).WithTags("Tickets").WithSummary("Lets automatic mail join a ticket again that was muted because of a loop.");

    public static void MapLoopForms(this WebApplication app) =>
        app.MapPost("/tickets/{number:long}/unmute", UnmutePageAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();

    private static async Task<Results<NoContent, ProblemHttpResult>> UnmuteAsync(long number, TicketWork work, HttpContext context, CancellationToken cancellation) =>
        await work.UnmuteAsync(number, context.User.Actor(), cancellation) ? TypedResults.NoContent() : TicketApi.Unknown(number);

    // The form is asked for, so that its antiforgery token is checked.
    private static async Task<IResult> UnmutePageAsync(long number, IFormCollection form, TicketWork work, HttpContext context, CancellationToken cancellation)
    {
        _ = form;
        return await work.UnmuteAsync(number, context.User.Actor(), cancellation) ? TypedResults.LocalRedirect(TicketForms.PageOf(number, context)) : TypedResults.NotFound();
    }
}
