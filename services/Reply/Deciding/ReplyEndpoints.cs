using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Reply.Announcing;
using HelpdeskMail.Reply.Queue;
using HelpdeskMail.Reply.Sending;
using HelpdeskMail.Reply.Unknown;
using HelpdeskMail.ServiceDefaults.Problems;
using HelpdeskMail.ServiceDefaults.ServiceCalls;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Reply.Deciding;

/// <summary>What the pages show of the queue, and what a person decides.</summary>
internal static class ReplyEndpoints
{
    public static void MapReplies(this WebApplication app)
    {
        var replies = app.MapGroup("/internal/replies").RequireCaller("helpdesk");
        replies.MapGet("", ListAsync);
        replies.MapGet("{id:guid}", FindAsync);
        replies.MapPost("{id:guid}/retry-now", RetryNowAsync);
        replies.MapPost("{id:guid}/cancel", CancelAsync);
        replies.MapPost("{id:guid}/resolve", ResolveAsync);
        var mailboxes = app.MapGroup("/internal/mailboxes").RequireCaller("helpdesk");
        mailboxes.MapGet("", MailboxesAsync);
        mailboxes.MapPost("{id:guid}/retry-now", RetryMailboxAsync);
    }

    /// <summary>Replies that are not sent, oldest first, at most 500.</summary>
    private static async Task<Ok<List<ReplyStatus>>> ListAsync(QueueTable queue, CancellationToken cancellation) =>
        TypedResults.Ok((await queue.ListUnsentAsync(cancellation)).Select(Status).ToList());

    private static async Task<Results<Ok<ReplyStatus>, ProblemHttpResult>> FindAsync(Guid id, QueueTable queue, CancellationToken cancellation) =>
        await queue.FindAsync(id, cancellation) is { } row ? TypedResults.Ok(Status(row)) : Unknown(id);

    /// <summary>Sends a waiting or failed reply now, whatever pause was planned, to everybody who has not got it.</summary>
    private static async Task<Results<Ok<ReplyStatus>, ProblemHttpResult>> RetryNowAsync(
        Guid id, DecisionTable decisions, QueueTable queue, News news, Dispatcher dispatcher, CancellationToken cancellation)
    {
        var done = await decisions.RetryNowAsync(id, cancellation);
        return !done && await queue.FindAsync(id, cancellation) is { ContentDropped: true, StateNow: ReplyState.Failed }
            ? ServiceProblems.Problem(StatusCodes.Status409Conflict, "reply_dropped", "Its words are no longer kept, so it cannot be sent again.", "Have a new one sent.")
            : await AnswerAsync(id, done, "waiting or failed", queue, news, dispatcher, cancellation);
    }

    /// <summary>
    /// Takes a waiting or failed reply back; it ends as failed, with that reason, or as sent to those who have it already, unless <c>whole=true</c> wants all or nothing. One that has not come here yet will not be taken
    /// over: 204.
    /// </summary>
    private static async Task<IResult> CancelAsync(Guid id, [FromQuery] bool? whole, DecisionTable decisions, QueueTable queue, News news, Dispatcher dispatcher, CancellationToken cancellation)
    {
        var done = await decisions.CancelAsync(id, whole ?? false, cancellation);
        return done && await queue.FindAsync(id, cancellation) is null
            ? TypedResults.NoContent()
            : (await AnswerAsync(id, done, "waiting or failed", queue, news, dispatcher, cancellation)).Result;
    }

    /// <summary>Settles an unknown reply by a person's word: <c>decision=sent</c> or <c>decision=send-again</c>.</summary>
    private static async Task<Results<Ok<ReplyStatus>, ProblemHttpResult>> ResolveAsync(
        Guid id, [FromQuery] string decision, UnknownTable unknown, QueueTable queue, News news, Dispatcher dispatcher, CancellationToken cancellation)
    {
        if (await queue.FindAsync(id, cancellation) is not { } row)
        {
            return Unknown(id);
        }

        switch (decision)
        {
            case "sent":
                return await AnswerAsync(id, await unknown.WasSentAsync(row, "A person has said that it was sent.", used: null, cancellation), "unknown", queue, news, dispatcher, cancellation);
            case "send-again":
                return await AnswerAsync(id, await unknown.SendAgainAsync(row, "A person has had it sent again.", cancellation), "unknown", queue, news, dispatcher, cancellation);
            default:
                return ServiceProblems.Problem(StatusCodes.Status400BadRequest, "decision_unknown", $"«{decision}» is no decision.", "Choose sent or send-again.");
        }
    }

    /// <summary>How sending fares, mailbox by mailbox.</summary>
    private static async Task<Ok<IReadOnlyList<MailboxTraffic>>> MailboxesAsync(QueueOverview overview, CancellationToken cancellation) => TypedResults.Ok(await overview.ReadAsync(cancellation));

    /// <summary>Lets a held mailbox try again now, with everything that waits for it.</summary>
    private static async Task<NoContent> RetryMailboxAsync(Guid id, HoldTable holds, Dispatcher dispatcher, CancellationToken cancellation)
    {
        await holds.LiftAsync(id, cancellation);
        dispatcher.Wake();
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<ReplyStatus>, ProblemHttpResult>> AnswerAsync(
        Guid id, bool done, string wanted, QueueTable queue, News news, Dispatcher dispatcher, CancellationToken cancellation)
    {
        if (await queue.FindAsync(id, cancellation) is not { } row)
        {
            return Unknown(id);
        }

        if (!done)
        {
            return ServiceProblems.Problem(StatusCodes.Status409Conflict, "reply_state", $"That is possible only while the reply is {wanted}; it is {row.State.ToLowerInvariant()}.", "Reload the page.");
        }

        await news.TryTellAsync(id, cancellation);
        dispatcher.Wake();
        return TypedResults.Ok(Status(row));
    }

    private static ReplyStatus Status(QueueRow row)
    {
        var reply = row.Reply;
        return new ReplyStatus(
            row.ReplyId, row.SystemEmailId, reply.TicketNumber, row.StateNow, row.Revision, row.Attempts, reply.QueuedAt, row.NextAttemptAt, row.Reason, row.ServerAnswer, row.Outcomes);
    }

    private static ProblemHttpResult Unknown(Guid id) =>
        ServiceProblems.Problem(StatusCodes.Status404NotFound, "reply_unknown", $"There is no reply {id} in the queue.", "It may not have been taken over yet; try again in a moment.");
}
