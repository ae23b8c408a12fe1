using HelpdeskMail.Helpdesk.Presence;
using HelpdeskMail.Helpdesk.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Unread marks of the key's person, and who has a ticket open, by the API.</summary>
internal static class SeenApi
{
    public static void MapSeenApi(this RouteGroupBuilder api)
    {
        var tickets = api.MapGroup("/tickets/{number:long}").WithTags("Tickets").ProducesProblem(StatusCodes.Status401Unauthorized);
        tickets.MapPut("/seen", SeeAsync).WithSummary("Marks a ticket as read by the key's person.");
        tickets.MapDelete("/seen", ForgetAsync).WithSummary("Marks it as unread.");
        tickets.MapGet("/present", PresentAsync).WithSummary("Colleagues who have the ticket open, and whether they write.");
    }

    private static async Task<NoContent> SeeAsync(long number, TicketReader tickets, HttpContext context, CancellationToken cancellation)
    {
        await tickets.MarkSeenAsync(number, context.User.Actor().Id, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<NoContent> ForgetAsync(long number, TicketReader tickets, HttpContext context, CancellationToken cancellation)
    {
        await tickets.MarkUnseenAsync(number, context.User.Actor().Id, cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Ok<IReadOnlyList<PresentPerson>>> PresentAsync(long number, PresenceTable presence, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await presence.ListAsync(number, context.User.Actor().Id, cancellation));
}
