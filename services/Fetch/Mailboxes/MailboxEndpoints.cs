using HelpdeskMail.Fetch.FailedMessages;
using HelpdeskMail.Fetch.Leases;
using HelpdeskMail.ServiceDefaults.Problems;
using HelpdeskMail.ServiceDefaults.ServiceCalls;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Fetch.Mailboxes;

/// <summary>What the pages ask of this service.</summary>
internal static class MailboxEndpoints
{
    public static void MapMailboxes(this WebApplication app)
    {
        var mailboxes = app.MapGroup("/internal/mailboxes").RequireCaller("helpdesk");
        mailboxes.MapGet("", ListAsync);
        mailboxes.MapPost("{id:guid}/fetch-now", FetchNowAsync);
        mailboxes.MapPost("{id:guid}/failed/fetch", FetchFailedAsync);
    }

    private static async Task<Ok<IReadOnlyList<MailboxStatus>>> ListAsync(MailboxStateTable states, CancellationToken cancellation) =>
        TypedResults.Ok(await states.ListAsync(cancellation));

    /// <summary>Has the mailbox looked at now, a pause after a failure included. 202 when whoever works it was asked.</summary>
    private static async Task<Results<Accepted, ProblemHttpResult>> FetchNowAsync(Guid id, LeaseTable leases, MailboxSupervisor supervisor, CancellationToken cancellation)
    {
        if (!await leases.WantLookAsync(id, cancellation))
        {
            return Unknown(id);
        }

        supervisor.Wake();
        return TypedResults.Accepted((string?)null);
    }

    /// <summary>Has one passed-over message tried again now, whatever its size; <paramref name="folder"/> and <paramref name="key"/> are those of its receipt's place.</summary>
    private static async Task<Results<Accepted, ProblemHttpResult>> FetchFailedAsync(
        Guid id, [FromQuery] string folder, [FromQuery] string key, FailedMessageTable failed, LeaseTable leases, MailboxSupervisor supervisor, CancellationToken cancellation)
    {
        if (!await failed.AskAsync(id, folder, key, cancellation))
        {
            return ServiceProblems.Problem(StatusCodes.Status404NotFound, "failed_message_unknown", "That message is not listed as failed.", "It may have been fetched meanwhile; reload the list.");
        }

        await leases.WantLookAsync(id, cancellation);
        supervisor.Wake();
        return TypedResults.Accepted((string?)null);
    }

    private static ProblemHttpResult Unknown(Guid id) =>
        ServiceProblems.Problem(StatusCodes.Status404NotFound, "mailbox_unknown", $"No mailbox of a system email {id} has been worked here yet.", "Link it first; a new link is taken up within seconds.");
}
