using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Problems;
using HelpdeskMail.ServiceDefaults.ServiceCalls;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Where the Reply service gets what it is to send.</summary>
internal static class InternalReplyEndpoints
{
    public static void MapInternalReplies(this WebApplication app) =>
        app.MapGet("/internal/replies/{id:guid}", FindAsync).RequireCaller("reply").ExcludeFromDescription();

    private static async Task<Results<Ok<OutgoingReply>, ProblemHttpResult>> FindAsync(Guid id, OutgoingTable outgoing, AccountMails mails, CancellationToken cancellation) =>
        (await outgoing.FindAsync(id, cancellation) ?? await mails.FindAsync(id, cancellation)) is { } reply
            ? TypedResults.Ok(reply)
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "reply_unknown", $"There is no reply {id}.");
}
