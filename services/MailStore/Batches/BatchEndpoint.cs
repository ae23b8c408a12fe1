using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.MailStore.Contents;
using HelpdeskMail.ServiceDefaults.Problems;
using HelpdeskMail.ServiceDefaults.ServiceCalls;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.MailStore.Batches;

/// <summary>Where many small messages of one folder come in at once.</summary>
internal static class BatchEndpoint
{
    public static void MapBatches(this WebApplication app) => app.MapPost("/messages/batch", StoreAsync).RequireCaller("fetch").TakesLongBodies();

    /// <summary>Stores all messages of a batch in one transaction; each gets its own answer. See <see cref="BatchReader"/> for the form of the body.</summary>
    private static async Task<Results<Ok<BatchAnswer[]>, ProblemHttpResult>> StoreAsync(
        [AsParameters] BatchQuery query, HttpRequest request, BatchStore store, CancellationToken cancellation)
    {
        var messages = await BatchReader.ReadAsync(request.Body, cancellation);
        if (messages.DistinctBy(message => message.Head.Key, StringComparer.Ordinal).Count() < messages.Count)
        {
            return ServiceProblems.Problem(StatusCodes.Status400BadRequest, "batch_invalid", "Two messages of the batch have the same key.", "Send each message once.");
        }

        var answers = new BatchAnswer[messages.Count];
        var wanted = new List<int>();
        for (var at = 0; at < messages.Count; at++)
        {
            if ((messages[at].Refusal ?? query.Of(messages[at].Head).Problem()) is { } refusal)
            {
                answers[at] = new BatchAnswer(null, refusal);
            }
            else
            {
                wanted.Add(at);
            }
        }

        var stored = await store.StoreAsync(new MailPlace(query.SystemEmailId, query.Source, query.Folder ?? "", ""), [.. wanted.Select(at => messages[at])], query.Join ?? false, cancellation);
        for (var at = 0; at < wanted.Count; at++)
        {
            answers[wanted[at]] = new BatchAnswer(stored[at], null);
        }

        return TypedResults.Ok(answers);
    }
}
