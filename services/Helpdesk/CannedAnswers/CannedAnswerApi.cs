using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Helpdesk.Writing;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.CannedAnswers;

/// <summary>Canned answers by the API.</summary>
internal static class CannedAnswerApi
{
    public static void MapCannedAnswerApi(this RouteGroupBuilder api)
    {
        var answers = api.MapGroup("").WithTags("Canned answers").ProducesProblem(StatusCodes.Status401Unauthorized);
        answers.MapGet("/canned-answers", ListAsync).WithSummary("Lists the canned answers, the most used first.");
        answers.MapPut("/canned-answers/{id:guid}", SaveAsync).WithSummary("Adds a canned answer under an id of your choice, or changes it.");
        answers.MapDelete("/canned-answers/{id:guid}", RemoveAsync).WithSummary("Takes a canned answer away.");
        answers.MapPost("/canned-answers/{id:guid}/use", UseAsync).WithSummary($"Uses a canned answer as a whole on up to {CannedWork.Most} tickets: its words are sent after a minute, and what else it does is done.");
        answers.MapPost("/tickets/{number:long}/canned-answers/{answerId:guid}", FillAsync).WithSummary("The words of a canned answer with its fields filled for a ticket; counts as a use.");
    }

    private static async Task<Ok<IReadOnlyList<CannedAnswer>>> ListAsync(CannedAnswerTable answers, CancellationToken cancellation) => TypedResults.Ok(await answers.ListAsync(cancellation));

    private static async Task<Results<NoContent, ProblemHttpResult>> SaveAsync(Guid id, CannedAnswer answer, CannedAnswerTable answers, HttpContext context, CancellationToken cancellation) =>
        await answers.SaveAsync(answer with { Id = id }, context.User.Actor(), cancellation) is not { } problem
            ? TypedResults.NoContent()
            : ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, "canned_answer_invalid", problem, "A shortcut is of letters, digits, «-» and «_».");

    private static async Task<NoContent> RemoveAsync(Guid id, CannedAnswerTable answers, HttpContext context, CancellationToken cancellation)
    {
        await answers.RemoveAsync(id, context.User.Actor(), cancellation);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<CannedOutcome>, ProblemHttpResult>> UseAsync(Guid id, CannedBatch batch, CannedAnswerTable answers, CannedWork work, HttpContext context, CancellationToken cancellation) =>
        batch.Numbers is not { Count: > 0 and <= CannedWork.Most } numbers
            ? ServiceProblems.Problem(StatusCodes.Status400BadRequest, "numbers_invalid", "It does not say which tickets, or too many.", $"Give up to {CannedWork.Most} as «numbers».")
        : await answers.TakeAsync(id, cancellation) is { } answer ? TypedResults.Ok(await work.UseAsync(answer, batch.Batch ?? Guid.NewGuid(), numbers, batch.Known, context.User.Actor(), cancellation))
        : ServiceProblems.Problem(StatusCodes.Status404NotFound, "canned_answer_unknown", $"There is no canned answer {id}.", "They are listed at /api/v1/canned-answers.");

    private static async Task<Results<Ok<FilledWords>, ProblemHttpResult>> FillAsync(
        long number, Guid answerId, CannedAnswerTable answers, TicketReader tickets, SystemEmailTable systemEmails, TimeProvider time, HttpContext context, CancellationToken cancellation)
    {
        if (await tickets.FindAsync(number, cancellation) is not { } ticket)
        {
            return TicketApi.Unknown(number);
        }

        return await answers.TakeAsync(answerId, cancellation) is { } answer
            ? TypedResults.Ok(new FilledWords(FieldWords.Fill(answer.Text, ticket, context.User.Actor().Name, await systemEmails.FindAsync(ticket.SystemEmailId, cancellation), time.GetUtcNow())))
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "canned_answer_unknown", $"There is no canned answer {answerId}.", "They are listed at /api/v1/canned-answers.");
    }
}
