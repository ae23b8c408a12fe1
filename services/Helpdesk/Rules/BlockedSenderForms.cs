using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Rules;

/// <summary>Turning the sender of a ticket away, from its page and by the API.</summary>
internal static class BlockedSenderForms
{
    public static void MapBlockedSenderForms(this WebApplication app) => app.MapPost("/tickets/{number:long}/block", BlockAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();

    public static void MapBlockedSenderApi(this RouteGroupBuilder api)
    {
        var tickets = api.MapGroup("/tickets/{number:long}/blocked").WithTags("Tickets").ProducesProblem(StatusCodes.Status401Unauthorized);
        tickets.MapPut("", PutAsync).WithSummary("Turns further mail of a ticket's sender away from its mailbox.");
        tickets.MapDelete("", DeleteAsync).WithSummary("Lets mail of a ticket's sender in again.");
    }

    /// <summary>Field act is block, which also closes the ticket, or allow.</summary>
    private static async Task<IResult> BlockAsync(long number, IFormCollection form, BlockedSenders blocked, TicketReader reader, TicketWork work, WayOn way, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var (actor, block) = (context.User.Actor(), form["act"] != "allow");
        if (await reader.FindAsync(number, cancellation) is not { SystemEmailId: { } mailbox } ticket || !await blocked.SetAsync(mailbox, ticket.CustomerAddress, block, actor, cancellation))
        {
            return flash.Redirect(context, TicketForms.PageOf(number, context), new Flash(false, Translated.Of("The sender was not blocked."), Translated.Of("It has no address that a rule can hold. An administrator can write one under Rules.")));
        }

        if (!block)
        {
            return TypedResults.LocalRedirect(TicketForms.PageOf(number, context));
        }

        var on = await way.FindAsync(number, context, cancellation);
        await work.SetStatusAsync(number, TicketStatus.Closed, actor, cancellation);
        return way.Go(
            on, number, context, Translated.Of("#{0} is closed, and mail from {1} is turned away.", number, ticket.CustomerAddress), new FlashUndo(TicketForms.PageOf(number, context, action: "/block"), "act", "allow", Translated.Of("Let it in again")));
    }

    private static Task<Results<NoContent, ProblemHttpResult>> PutAsync(long number, BlockedSenders blocked, TicketReader reader, HttpContext context, CancellationToken cancellation) =>
        SetAsync(number, true, blocked, reader, context, cancellation);

    private static Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(long number, BlockedSenders blocked, TicketReader reader, HttpContext context, CancellationToken cancellation) =>
        SetAsync(number, false, blocked, reader, context, cancellation);

    private static async Task<Results<NoContent, ProblemHttpResult>> SetAsync(long number, bool block, BlockedSenders blocked, TicketReader reader, HttpContext context, CancellationToken cancellation) =>
        await reader.FindAsync(number, cancellation) is not { } ticket ? TicketApi.Unknown(number)
        : ticket.SystemEmailId is { } mailbox && await blocked.SetAsync(mailbox, ticket.CustomerAddress, block, context.User.Actor(), cancellation) ? TypedResults.NoContent()
        : ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, "sender_not_blocked", "The ticket has no sender that a rule can hold.", "Write a rule at /api/v1/rules.");
}
