using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>What an agent has begun to write, by the API: the same drafts that the pages show.</summary>
internal static class DraftApi
{
    public static void MapDraftApi(this RouteGroupBuilder api)
    {
        var drafts = api.MapGroup("/tickets/{number:long}/draft").WithTags("Answers").ProducesProblem(StatusCodes.Status401Unauthorized);
        drafts.MapGet("", FindAsync).WithSummary("The draft of the key's person, or a fresh one addressed to whoever wrote last.");
        drafts.MapPut("", SaveAsync).WithSummary("Keeps words and addresses; files that were added stay.");
        drafts.MapDelete("", DiscardAsync).WithSummary("Throws the draft away.");
    }

    private static async Task<Results<Ok<Draft>, ProblemHttpResult>> FindAsync(
        long number, Drafts drafts, TicketReader tickets, ReplyRecipients recipients, HttpContext context, CancellationToken cancellation)
    {
        if (await tickets.FindAsync(number, cancellation) is not { } ticket)
        {
            return TicketApi.Unknown(number);
        }

        return TypedResults.Ok(await drafts.OpenAsync(ticket, context.User.Actor().Id, recipients, cancellation));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SaveAsync(long number, DraftWords words, Drafts drafts, HttpContext context, CancellationToken cancellation)
    {
        if (Pages.TooLong.Text(Translated.Of("The text"), words.Text, Drafts.LongestText) is { } tooLong)
        {
            return ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, "draft_too_long", tooLong, "Nothing was kept. Shorten it.");
        }

        var actor = context.User.Actor();
        var draft = new Draft(words.ReplyId is { } id && id != Guid.Empty ? id : Guid.NewGuid(), words.To ?? "", words.Cc ?? "", words.Bcc ?? "", words.Text ?? "", [], null) { Forward = words.Forward ?? false };
        await drafts.SaveAsync(number, actor.Id, draft, cancellation);
        return await drafts.FindAsync(number, actor.Id, cancellation) is not null ? TypedResults.NoContent() : TicketApi.Unknown(number);
    }

    private static async Task<NoContent> DiscardAsync(long number, Drafts drafts, HttpContext context, CancellationToken cancellation)
    {
        await drafts.DiscardAsync(number, context.User.Actor().Id, cancellation);
        return TypedResults.NoContent();
    }
}
