using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Rules;

/// <summary>Rules for incoming mail by the API.</summary>
internal static class RuleApi
{
    public static void MapRuleApi(this RouteGroupBuilder api)
    {
        var rules = api.MapGroup("/rules").WithTags("Rules").ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        rules.MapGet("", ListAsync).WithSummary("Lists the rules in the order they are tried in.");
        rules.MapPut("/{id:guid}", SaveAsync).WithSummary("Adds a rule under an id of your choice, or changes it.");
        rules.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Removes a rule; mail that it refused stays listed as failed mail.");
    }

    private static async Task<Ok<IReadOnlyList<Rule>>> ListAsync(RuleTable rules, CancellationToken cancellation) => TypedResults.Ok(await rules.ListAsync(cancellation));

    private static async Task<Results<NoContent, ProblemHttpResult>> SaveAsync(Guid id, Rule rule, RuleTable rules, HttpContext context, CancellationToken cancellation) =>
        await rules.SaveAsync(rule with { Id = id }, context.User.Actor(), cancellation) is { } problem
            ? ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, "rule_invalid", problem)
            : TypedResults.NoContent();

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid id, RuleTable rules, HttpContext context, CancellationToken cancellation) =>
        await rules.RemoveAsync(id, context.User.Actor(), cancellation)
            ? TypedResults.NoContent()
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "rule_unknown", $"There is no rule {id}.", "They are listed at /api/v1/rules.");
}
