using HelpdeskMail.Contracts.Mailboxes;
using HelpdeskMail.Fetch.FailedMessages;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.Fetch.ServerActions;
using HelpdeskMail.Fetch.Sessions;
using HelpdeskMail.ServiceDefaults.Problems;
using HelpdeskMail.ServiceDefaults.ServiceCalls;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Fetch.Mailboxes;

/// <summary>What the pages ask of this service.</summary>
internal static class MailboxEndpoints
{
    private const int MostFailed = 100;

    public static void MapMailboxes(this WebApplication app)
    {
        var mailboxes = app.MapGroup("/internal/mailboxes").RequireCaller("helpdesk");
        mailboxes.MapGet("", ListAsync);
        mailboxes.MapGet("{id:guid}", FindAsync);
        mailboxes.MapPost("{id:guid}/fetch-now", FetchNowAsync);
        mailboxes.MapPost("{id:guid}/pause", PauseAsync);
        mailboxes.MapPost("{id:guid}/resume", ResumeAsync);
        mailboxes.MapPost("{id:guid}/failed/fetch", FetchFailedAsync);
    }

    private static async Task<Ok<IReadOnlyList<MailboxStatus>>> ListAsync(MailboxStateTable states, CancellationToken cancellation) =>
        TypedResults.Ok(await states.ListAsync(cancellation));

    /// <summary>Everything that is known of one mailbox.</summary>
    private static async Task<Results<Ok<MailboxDetail>, ProblemHttpResult>> FindAsync(
        Guid id, MailboxStateTable states, FailedMessageTable failed, PendingActionTable pending, SessionLogTable sessions, CancellationToken cancellation) =>
        await states.FindAsync(id, cancellation) is { } status
            ? TypedResults.Ok(new MailboxDetail(
                status,
                await states.ListFoldersAsync(id, cancellation),
                await failed.ListAsync(id, MostFailed, cancellation),
                await pending.FindTroubleAsync(id, cancellation),
                await sessions.ListAsync(id, cancellation)))
            : Unknown(id);

    /// <summary>Stops fetching from the mailbox until it is resumed; nothing is lost by it. <paramref name="by"/> is shown on its page.</summary>
    private static async Task<Results<Accepted, ProblemHttpResult>> PauseAsync(Guid id, [FromQuery] string by, LeaseTable leases, CancellationToken cancellation) =>
        await leases.PauseAsync(id, by, cancellation) ? TypedResults.Accepted((string?)null) : Unknown(id);

    /// <summary>Goes on where it was left.</summary>
    private static async Task<Results<Accepted, ProblemHttpResult>> ResumeAsync(Guid id, LeaseTable leases, CancellationToken cancellation) =>
        await leases.ResumeAsync(id, cancellation) ? TypedResults.Accepted((string?)null) : Unknown(id);

    /// <summary>Has the mailbox looked at now, a pause after a failure included. 202 when whoever works it was asked.</summary>
    private static async Task<Results<Accepted, ProblemHttpResult>> FetchNowAsync(Guid id, LeaseTable leases, CancellationToken cancellation)
    {
        return await leases.WantLookAsync(id, cancellation) ? TypedResults.Accepted((string?)null) : Unknown(id);
    }

    /// <summary>Has one passed-over message tried again now, whatever its size; <paramref name="folder"/> and <paramref name="key"/> are those of its receipt's place.</summary>
    private static async Task<Results<Accepted, ProblemHttpResult>> FetchFailedAsync(
        Guid id, [FromQuery] string folder, [FromQuery] string key, FailedMessageTable failed, LeaseTable leases, CancellationToken cancellation)
    {
        if (!await failed.AskAsync(id, folder, key, cancellation))
        {
            return ServiceProblems.Problem(StatusCodes.Status404NotFound, "failed_message_unknown", "That message is not listed as failed.", "It may have been fetched meanwhile; reload the list.");
        }

        await leases.WantLookAsync(id, cancellation);
        return TypedResults.Accepted((string?)null);
    }

    private static ProblemHttpResult Unknown(Guid id) =>
        ServiceProblems.Problem(StatusCodes.Status404NotFound, "mailbox_unknown", $"No mailbox of a system email {id} has been worked here yet.", "Link it first; a new link is taken up within seconds.");
}
