using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Helpdesk.People;

/// <summary>The audit trail by the API.</summary>
internal static class AuditApi
{
    public static void MapAuditApi(this RouteGroupBuilder api) =>
        api.MapGet("/audit", ListAsync).WithTags("Audit trail").ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden)
            .WithSummary("Who did what in administration and sign-in, newest first, 100 lines at once; go on with the last id as «before».");

    private static async Task<Ok<IReadOnlyList<AuditLine>>> ListAsync(AuditReader audit, CancellationToken cancellation, [FromQuery] string? search = null, [FromQuery] long? before = null) =>
        TypedResults.Ok(await audit.ReadAsync(search, before, cancellation));
}
