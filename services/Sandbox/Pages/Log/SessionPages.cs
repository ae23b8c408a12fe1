using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Sandbox.Pages.Log;

/// <summary>The protocol logs.</summary>
public static class SessionPages
{
    public static void MapSessionPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/sessions", ListAsync);
        routes.MapGet("/sessions/{id:guid}", OneAsync);
    }

    private static async Task<IResult> ListAsync(SessionReader reader, CancellationToken cancellation) =>
        new RazorComponentResult<SessionsPage>(new { Sessions = await reader.ListAsync(cancellation) });

    private static async Task<IResult> OneAsync(Guid id, SessionReader reader, CancellationToken cancellation) =>
        await reader.FindAsync(id, cancellation) is { } session
            ? new RazorComponentResult<SessionPage>(new { Session = session, Lines = await reader.LinesAsync(id, cancellation) })
            : TypedResults.NotFound();
}
