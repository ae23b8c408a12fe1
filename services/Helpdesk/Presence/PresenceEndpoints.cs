using HelpdeskMail.Helpdesk.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Presence;

/// <summary>How a page says that it is looked at, and hears who else looks.</summary>
internal static class PresenceEndpoints
{
    public static void MapPresence(this WebApplication app)
    {
        var here = app.MapGroup("/tickets/{number:long}/here").RequireAuthorization(Access.Agent).ExcludeFromDescription();
        here.MapGet("", ListAsync);
        here.MapPost("", SayAsync);
    }

    private static async Task<RazorComponentResult<PresentPeople>> ListAsync(long number, PresenceTable presence, HttpContext context, CancellationToken cancellation)
    {
        context.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<PresentPeople>(new { Ticket = number, People = await presence.ListAsync(number, context.User.Actor().Id, cancellation) });
    }

    private static async Task<NoContent> SayAsync(long number, IFormCollection form, PresenceTable presence, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        if (form["state"] == "gone")
        {
            await presence.LeaveAsync(number, actor.Id, cancellation);
        }
        else
        {
            await presence.SayAsync(number, actor, form["state"] == "typing", cancellation);
        }

        return TypedResults.NoContent();
    }
}
