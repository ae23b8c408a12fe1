using HelpdeskMail.Contracts.Mailboxes;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Helpdesk.Mailboxes;

/// <summary>How the fetching of mailboxes stands, by the API, and what an administrator can do with it.</summary>
internal static class FetchingApi
{
    public static void MapFetchingApi(this RouteGroupBuilder api)
    {
        var mailboxes = api.MapGroup("/mailboxes").WithTags("Mailboxes").ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable).AddEndpointFilter(WhileAwayAsync);
        mailboxes.MapGet("", async (FetchClient fetch, CancellationToken cancellation) => TypedResults.Ok(await fetch.ListAsync(cancellation)))
            .WithSummary("How the fetching of every mailbox stands.");
        mailboxes.MapGet("/{id:guid}/fetching", FindAsync).WithSummary("Progress, lag, what was passed over and why, and the last conversations with its server.");
        mailboxes.MapPost("/{id:guid}/fetching/now", (Guid id, FetchClient fetch, CancellationToken cancellation) => DoneAsync(id, fetch.FetchNowAsync(id, cancellation)))
            .WithSummary("Has the mailbox looked into now.");
        mailboxes.MapPost("/{id:guid}/fetching/pause", (Guid id, FetchClient fetch, HttpContext context, CancellationToken cancellation) => DoneAsync(id, fetch.PauseAsync(id, context.User.Actor().Name, cancellation)))
            .WithSummary("Stops fetching until it is resumed; answers are still sent.");
        mailboxes.MapPost("/{id:guid}/fetching/resume", (Guid id, FetchClient fetch, CancellationToken cancellation) => DoneAsync(id, fetch.ResumeAsync(id, cancellation)))
            .WithSummary("Goes on with fetching.");
        mailboxes.MapPost("/{id:guid}/fetching/failed", ([FromRoute] Guid id, [FromQuery] string folder, [FromQuery] string key, FetchClient fetch, CancellationToken cancellation) => DoneAsync(id, fetch.FetchFailedAsync(id, folder, key, cancellation)))
            .WithSummary("Fetches a message that was passed over, whatever its size.");
    }

    private static async Task<Results<Ok<MailboxDetail>, ProblemHttpResult>> FindAsync(Guid id, FetchClient fetch, CancellationToken cancellation) =>
        await fetch.FindAsync(id, cancellation) is { } mailbox ? TypedResults.Ok(mailbox) : Nothing(id);

    private static async Task<Results<NoContent, ProblemHttpResult>> DoneAsync(Guid id, Task<bool> act) => await act ? TypedResults.NoContent() : Nothing(id);

    private static async ValueTask<object?> WhileAwayAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (HttpRequestException)
        {
            return ServiceProblems.Problem(StatusCodes.Status503ServiceUnavailable, "fetch_unavailable", "The fetching service does not answer.", "Nothing was changed. Try again in a moment.");
        }
    }

    private static ProblemHttpResult Nothing(Guid id) =>
        ServiceProblems.Problem(StatusCodes.Status404NotFound, "mailbox_idle", $"The mailbox {id} was never worked, or what was named is no longer listed.", "Mailboxes that are worked are listed at /api/v1/mailboxes.");
}
