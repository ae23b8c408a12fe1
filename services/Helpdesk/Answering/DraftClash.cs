using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>How a page hears that another page of the same agent has changed, sent or thrown away the draft that it shows: as a 409, and by asking.</summary>
internal static class DraftClash
{
    /// <summary>Tells a script, or shows what was typed on a page of its own, so that neither words are lost.</summary>
    public static async Task<IResult> RefuseAsync(long number, DraftKeeping keeping, HttpContext context)
    {
        if (context.Request.Headers["X-Fragment"].Count > 0)
        {
            return TypedResults.Json(DraftStand.Of(keeping), statusCode: StatusCodes.Status409Conflict);
        }

        var (title, words) = keeping switch
        {
            DraftKeeping.Changed => (Translated.Of("This draft was changed on another page"), Translated.Of("Nothing was kept or sent. The ticket shows the words of the other page.")),
            DraftKeeping.Sent => (Translated.Of("This answer was sent before"), Translated.Of("What you typed now was not kept. Put it into a new answer if it is still needed.")),
            _ => (Translated.Of("This draft was discarded on another page"), Translated.Of("What you typed now was not kept. Put it into a new answer if it is still needed.")),
        };
        await PlainPage.WriteAsync(context, StatusCodes.Status409Conflict, title, words, (TicketForms.PageOf(number, context, "#composer"), Translated.Of("To the ticket")));
        return Results.Empty;
    }

    /// <summary>How the draft stands for a page that asks: query replyId, version and page.</summary>
    public static async Task<IResult> AskAsync(long number, Guid replyId, long version, Guid page, Drafts drafts, HttpContext context, CancellationToken cancellation)
    {
        context.Response.Headers.CacheControl = "no-store";
        var shown = new Draft(replyId, "", "", "", "", [], null) { Version = version, Page = page };
        return TypedResults.Json(DraftStand.Of(await drafts.StandAsync(number, context.User.Actor().Id, shown, cancellation)));
    }
}
