using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Helpdesk.Webhooks;

/// <summary>Webhooks by the API.</summary>
internal static class WebhookApi
{
    public static void MapWebhookApi(this RouteGroupBuilder api)
    {
        var webhooks = api.MapGroup("/webhooks").WithTags("Webhooks").ProducesProblem(StatusCodes.Status401Unauthorized).ProducesProblem(StatusCodes.Status403Forbidden);
        webhooks.MapGet("", ListAsync).WithSummary("Lists the webhooks.");
        webhooks.MapPost("", AddAsync).WithSummary("Adds a webhook; the answer holds the key of its signatures, this once.");
        webhooks.MapPost("/{id:guid}/enabled", EnableAsync).WithSummary("Switches a webhook on or off.");
        webhooks.MapPost("/{id:guid}/ping", PingAsync).WithSummary("Tells a webhook a ping, which is in its log a moment later.");
        webhooks.MapGet("/{id:guid}/deliveries", LogAsync).WithSummary("What was on its way to a webhook, newest first.");
        webhooks.MapPost("/deliveries/{id:guid}/again", AgainAsync).WithSummary("Tries a delivery again at once.");
        webhooks.MapDelete("/{id:guid}", RemoveAsync).WithSummary("Removes a webhook with its log.");
    }

    private static async Task<Ok<IReadOnlyList<Webhook>>> ListAsync(WebhookTable webhooks, CancellationToken cancellation) => TypedResults.Ok(await webhooks.ListAsync(cancellation));

    private static async Task<Results<Created<NewWebhook>, ProblemHttpResult>> AddAsync(WebhookDraft draft, WebhookTable webhooks, HttpContext context, CancellationToken cancellation) =>
        await webhooks.AddAsync(draft, context.User.Actor(), cancellation) is { Made: { } made } and var answer
            ? TypedResults.Created($"/api/v1/webhooks/{made.Id}/deliveries", answer.Made)
            : ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, "webhook_invalid", "The webhook was not added.", $"It needs a name, an address of the web, and events out of {string.Join(", ", WebhookEvents.All)}.");

    private static async Task<Results<NoContent, ProblemHttpResult>> EnableAsync(
        Guid id, WebhookTable webhooks, HttpContext context, CancellationToken cancellation, [FromQuery] bool on = true) =>
        Answer(id, await webhooks.EnableAsync(id, on, context.User.Actor(), cancellation));

    private static async Task<Results<NoContent, ProblemHttpResult>> PingAsync(Guid id, WebhookTable webhooks, CancellationToken cancellation) =>
        Answer(id, await webhooks.PingAsync(id, cancellation));

    private static async Task<Ok<IReadOnlyList<WebhookDelivery>>> LogAsync(Guid id, WebhookTable webhooks, CancellationToken cancellation, [FromQuery] int limit = 50) =>
        TypedResults.Ok(await webhooks.LogAsync(id, limit, cancellation));

    private static async Task<Results<NoContent, ProblemHttpResult>> AgainAsync(Guid id, WebhookTable webhooks, CancellationToken cancellation) =>
        Answer(id, await webhooks.AgainAsync(id, cancellation));

    private static async Task<Results<NoContent, ProblemHttpResult>> RemoveAsync(Guid id, WebhookTable webhooks, HttpContext context, CancellationToken cancellation) =>
        Answer(id, await webhooks.RemoveAsync(id, context.User.Actor(), cancellation));

    private static Results<NoContent, ProblemHttpResult> Answer(Guid id, bool done) =>
        done ? TypedResults.NoContent() : ServiceProblems.Problem(StatusCodes.Status404NotFound, "webhook_unknown", $"There is no {id} for which this could be done.", "They are listed at /api/v1/webhooks.");
}
