using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Helpdesk.Merging;

/// <summary>Merging and splitting by the API.</summary>
internal static class MergingApi
{
    public static void MapMergingApi(this RouteGroupBuilder api)
    {
        var tickets = api.MapGroup("").WithTags("Merging").ProducesProblem(StatusCodes.Status401Unauthorized);
        tickets.MapGet("/tickets/{number:long}/regroupings", ListAsync).WithSummary("Lists what was merged into, or split off from, a ticket.");
        tickets.MapPost("/tickets/{number:long}/merge", MergeAsync).WithSummary("Merges a ticket into another, which goes on.");
        tickets.MapPost("/entries/{id:long}/split", SplitAsync).WithSummary("Makes a ticket of its own of an entry, with withLater=true also of all after it.");
        tickets.MapPost("/regroupings/{id:long}/undo", UndoAsync).WithSummary("Undoes a merge, a split or a move; what has come since stays where it came.");
    }

    private static async Task<Ok<IReadOnlyList<Regrouping>>> ListAsync(long number, TicketMerging merging, CancellationToken cancellation) =>
        TypedResults.Ok(await merging.ListAsync(number, cancellation));

    private static async Task<Results<Ok<RegroupAnswer.Done>, ProblemHttpResult>> MergeAsync(
        long number, [FromQuery] long into, TicketMerging merging, HttpContext context, CancellationToken cancellation) =>
        Answer(await merging.MergeAsync(number, into, context.User.Actor(), cancellation));

    private static async Task<Results<Ok<RegroupAnswer.Done>, ProblemHttpResult>> SplitAsync(
        long id, TicketMerging merging, HttpContext context, CancellationToken cancellation, [FromQuery] bool withLater = false) =>
        Answer(await merging.SplitAsync(id, withLater, context.User.Actor(), cancellation));

    private static async Task<Results<Ok<RegroupAnswer.Done>, ProblemHttpResult>> UndoAsync(long id, TicketMerging merging, HttpContext context, CancellationToken cancellation) =>
        Answer(await merging.UndoAsync(id, context.User.Actor(), cancellation));

    private static Results<Ok<RegroupAnswer.Done>, ProblemHttpResult> Answer(RegroupAnswer answer) => answer switch
    {
        RegroupAnswer.Done done => TypedResults.Ok(done),
        RegroupAnswer.Refused refused => ServiceProblems.Problem(
            refused.Code.EndsWith("_unknown", StringComparison.Ordinal) ? StatusCodes.Status404NotFound : StatusCodes.Status409Conflict, refused.Code, refused.What, refused.Remedy),
        _ => throw new InvalidOperationException("Unknown answer."),
    };
}
