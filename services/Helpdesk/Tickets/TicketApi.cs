using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Tickets by the API.</summary>
internal static class TicketApi
{
    public static void MapTicketApi(this RouteGroupBuilder api)
    {
        var tickets = api.MapGroup("").WithTags("Tickets").ProducesProblem(StatusCodes.Status401Unauthorized);
        tickets.MapGet("/tickets", ListAsync).WithSummary("Lists tickets, last changed first.");
        tickets.MapGet("/tickets/{number:long}", FindAsync).WithSummary("Reads a ticket with its thread.");
        tickets.MapPatch("/tickets/{number:long}", ChangeAsync).WithSummary("Changes status, priority, assignee, or takes the delivery warning off.");
        tickets.MapPost("/tickets/{number:long}/notes", AddNoteAsync).WithSummary("Adds a note for colleagues.");
        tickets.MapGet("/entries/{id:long}/body", EntryEndpoints.BodyAsync).WithSummary("The HTML of an entry, made safe, as a document.");
        tickets.MapGet("/entries/{id:long}/source", EntryEndpoints.SourceAsync).WithSummary("The mail of an entry exactly as it came.");
        tickets.MapPost("/entries/{id:long}/process", ProcessAsync).WithSummary("Reads the mail of an entry again from its source; with move=true it goes to the ticket that the evidence leads to now.");
        tickets.MapGet("/attachments/{id:long}", FileAsync).WithSummary("The bytes of a file.");
    }

    private static async Task<Ok<TicketListPage>> ListAsync(
        TicketList list,
        HttpContext context,
        CancellationToken cancellation,
        [FromQuery] TicketView view = TicketView.Open,
        [FromQuery] string? search = null,
        [FromQuery] string? after = null,
        [FromQuery] int limit = 50) =>
        TypedResults.Ok(await list.ReadAsync(view, search, context.User.Actor().Id, after, limit, cancellation));

    private static async Task<Results<Ok<Ticket>, ProblemHttpResult>> FindAsync(long number, TicketReader reader, CancellationToken cancellation) =>
        await reader.FindAsync(number, cancellation) is { } ticket ? TypedResults.Ok(ticket) : Unknown(number);

    private static async Task<Results<Ok<Ticket>, ProblemHttpResult>> ChangeAsync(
        long number, TicketChange change, TicketWork work, TicketReader reader, HttpContext context, CancellationToken cancellation)
    {
        if (change.Priority is < Priority.Lowest or > Priority.Highest)
        {
            return ServiceProblems.Problem(StatusCodes.Status400BadRequest, "priority_invalid", $"There is no priority {change.Priority}.", "Give -1 (low), 0, 1 (high) or 2 (urgent).");
        }

        if (change.Status is { } wanted && !Enum.IsDefined(wanted))
        {
            return ServiceProblems.Problem(StatusCodes.Status400BadRequest, "status_invalid", "There is no such status.", "Give Open or Closed.");
        }

        if (change.Attention == true)
        {
            return ServiceProblems.Problem(StatusCodes.Status400BadRequest, "attention_invalid", "The warning is set by the helpdesk itself.", "Give false to take it off.");
        }

        if (await reader.FindAsync(number, cancellation) is null)
        {
            return Unknown(number);
        }

        var actor = context.User.Actor();
        if (change.Assignee is { } assignee && !await work.AssignAsync(number, assignee == Guid.Empty ? null : assignee, actor, cancellation))
        {
            return ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, "assignee_unknown", "That person cannot work tickets.", "Give the id of somebody from /api/v1/people who is not shut out.");
        }

        if (change.Priority is { } priority)
        {
            await work.SetPriorityAsync(number, priority, actor, cancellation);
        }

        if (change.Attention == false)
        {
            await work.SettleAttentionAsync(number, actor, cancellation);
        }

        if (change.Status is { } status)
        {
            await work.SetStatusAsync(number, status, actor, cancellation);
        }

        return await FindAsync(number, reader, cancellation);
    }

    private static async Task<Results<Created<AddedEntry>, ProblemHttpResult>> AddNoteAsync(
        long number, NoteDraft note, TicketWork work, TicketReader reader, HttpContext context, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(note.Text))
        {
            return ServiceProblems.Problem(StatusCodes.Status400BadRequest, "note_empty", "The note says nothing.", "Give its words as «text».");
        }

        return await reader.FindAsync(number, cancellation) is not null && await work.AddNoteAsync(number, note.Text, context.User.Actor(), cancellation) is { } entry
            ? TypedResults.Created($"/api/v1/tickets/{number}", new AddedEntry(number, entry))
            : Unknown(number);
    }

    private static async Task<Results<Ok<AddedEntry>, ProblemHttpResult>> ProcessAsync(
        long id, EntryAgain again, HttpContext context, CancellationToken cancellation, [FromQuery] bool move = false) =>
        await again.ReadAsync(id, move, context.User.Actor(), cancellation) is { } placed
            ? TypedResults.Ok(placed)
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "source_unknown", $"There is no entry {id} that came as mail.", "Only mail can be read again.");

    private static Task<IResult> FileAsync(long id, EntryBodies bodies, MailStoreClient mailStore, HttpContext context, CancellationToken cancellation) =>
        Previews.FileEndpoints.ForProgramAsync(id, bodies, mailStore, context, cancellation);

    internal static ProblemHttpResult Unknown(long number) =>
        ServiceProblems.Problem(StatusCodes.Status404NotFound, "ticket_unknown", $"There is no ticket {number}.", "Numbers are listed at /api/v1/tickets.");
}
