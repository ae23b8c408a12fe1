using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.ApiKeys;

/// <summary>API keys by the API.</summary>
internal static class ApiKeyApi
{
    public static void MapApiKeyApi(this RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/api-keys").WithTags("API keys").ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        keys.MapGet("", ListAsync).WithSummary("Lists the keys, never the keys' values.");
        keys.MapPost("", CreateAsync).WithSummary("Makes a key that acts for whoever made the calling key; the answer holds it, this once.");
        keys.MapDelete("/{id:guid}", RevokeAsync).WithSummary("Ends a key at once.");
    }

    private static async Task<Ok<IReadOnlyList<ApiKey>>> ListAsync(ApiKeyTable keys, CancellationToken cancellation) => TypedResults.Ok(await keys.ListAsync(cancellation));

    private static async Task<Results<Created<NewApiKey>, ProblemHttpResult>> CreateAsync(
        ApiKeyDraft draft, ApiKeyTable keys, AuditLog audit, HttpContext context, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(draft.Name))
        {
            return ServiceProblems.Problem(StatusCodes.Status400BadRequest, "name_missing", "The key has no name.", "Say what it is for.");
        }

        if (ApiKeyTable.Problem(draft.Name) is { } tooLong)
        {
            return ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, "name_too_long", tooLong, "Give a shorter one.");
        }

        var actor = context.User.Actor();
        var key = await keys.CreateAsync(draft.Name, draft.Scope, actor, cancellation, draft.ReadOnly);
        await audit.AddAsync(actor, "api_key_made", $"{draft.Name} ({draft.Scope}{(draft.ReadOnly ? ", reading only" : "")})", cancellation);
        return TypedResults.Created((string?)null, new NewApiKey(key));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(Guid id, ApiKeyTable keys, AuditLog audit, HttpContext context, CancellationToken cancellation)
    {
        if (!await keys.RevokeAsync(id, cancellation))
        {
            return ServiceProblems.Problem(StatusCodes.Status404NotFound, "api_key_unknown", $"There is no key {id} that could be ended.");
        }

        await audit.AddAsync(context.User.Actor(), "api_key_revoked", id.ToString(), cancellation);
        return TypedResults.NoContent();
    }
}
