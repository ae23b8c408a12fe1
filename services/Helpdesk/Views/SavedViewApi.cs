using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Views;

/// <summary>Saved lists by the API.</summary>
internal static class SavedViewApi
{
    public static void MapSavedViewApi(this RouteGroupBuilder api)
    {
        var views = api.MapGroup("/views").WithTags("Views").ProducesProblem(StatusCodes.Status401Unauthorized);
        views.MapGet("", ListAsync).WithSummary("Lists the saved views of the key's person, and the shared ones.");
        views.MapPut("/{id:guid}", SaveAsync).WithSummary("Adds a view under an id of your choice, or changes it; shared ones need the scope admin.");
        views.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Removes a view.");
    }

    private static async Task<Ok<IReadOnlyList<SavedView>>> ListAsync(SavedViewTable views, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await views.ListAsync(context.User.Actor().Id, cancellation));

    private static async Task<Results<NoContent, ProblemHttpResult>> SaveAsync(Guid id, SavedView view, SavedViewTable views, HttpContext context, CancellationToken cancellation) =>
        await views.SaveAsync(view with { Id = id }, context.User.Actor(), cancellation)
            ? TypedResults.NoContent()
            : ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, "view_invalid", SavedViewTable.Problem(view) ?? "The view was not saved.", "It needs a name, and shared views are changed by administrators. There are 100 at most.");

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid id, SavedViewTable views, HttpContext context, CancellationToken cancellation) =>
        await views.RemoveAsync(id, context.User.Actor(), cancellation)
            ? TypedResults.NoContent()
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "view_unknown", $"There is no view {id} that you could remove.", "They are listed at /api/v1/views.");
}
