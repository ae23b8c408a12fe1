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
        tickets.MapGet("/tickets", ListAsync).WithSummary("Lists and searches tickets. The search understands from:, to:, subject:, has:attachment, is:, status:, tag:, before:, after:, assignee:, mailbox:, phrases in quotes, and a minus.");
        tickets.MapGet("/tickets/{number:long}", FindPartAsync).WithSummary($"Reads a ticket with the newest {TicketReader.MostEntries} entries of its thread; earlierEntries says how many are older, and «earlier» with the id of the oldest entry reads those before it.");
        tickets.MapPatch("/tickets/{number:long}", ChangeAsync).WithSummary("Changes status, priority, assignee, tags, due time, department, puts it aside until an answer or a moment, or takes the delivery warning off.");
        tickets.MapPost("/tickets/bulk", ChangeManyAsync).WithSummary("Changes many tickets in one way.");
        tickets.MapPost("/tickets/{number:long}/notes", AddNoteAsync).WithSummary("Adds a note for colleagues.");
        tickets.MapGet("/entries/{id:long}/body", EntryEndpoints.BodyAsync).WithSummary("The HTML of an entry, made safe, as a document.");
        tickets.MapGet("/entries/{id:long}/source", EntryEndpoints.SourceAsync).WithSummary("The mail of an entry exactly as it came.");
        tickets.MapGet("/entries/{id:long}/headers", EntryEndpoints.HeadersAsync).WithSummary("The header of the mail of an entry, as it came.");
        tickets.MapPost("/entries/{id:long}/process", ProcessAsync).WithSummary("Reads the mail of an entry again from its source; with move=true it goes to the ticket that the evidence leads to now.");
        tickets.MapGet("/attachments/{id:long}", FileAsync).WithSummary("The bytes of a file.");
    }

    private static async Task<Ok<TicketListPage>> ListAsync(
        TicketList list,
        HttpContext context,
        CancellationToken cancellation,
        [FromQuery] TicketView view = TicketView.Open,
        [FromQuery] string? search = null,
        [FromQuery] Guid? mailbox = null,
        [FromQuery] string? department = null,
        [FromQuery] string? tag = null,
        [FromQuery] Guid? assignee = null,
        [FromQuery] int? priority = null,
        [FromQuery] bool unread = false,
        [FromQuery] TicketSort sort = TicketSort.Newest,
        [FromQuery] string? after = null,
        [FromQuery] int limit = 50) =>
        TypedResults.Ok(await list.ReadAsync(
            new TicketQuery { View = view, Search = search, Mailbox = mailbox, Department = department, Tag = tag, Assignee = assignee, Priority = priority, Unread = unread, Sort = sort },
            context.User.Actor().Id, after, limit, cancellation));

    private static async Task<Results<Ok<Ticket>, ProblemHttpResult>> FindAsync(long number, TicketReader reader, CancellationToken cancellation) =>
        await reader.FindAsync(number, cancellation) is { } ticket ? TypedResults.Ok(ticket) : Unknown(number);

    private static async Task<Results<Ok<Ticket>, ProblemHttpResult>> FindPartAsync(long number, TicketReader reader, CancellationToken cancellation, [FromQuery] long? earlier = null) =>
        earlier is not { } entry ? await FindAsync(number, reader, cancellation)
        : await reader.FindAsync(number, cancellation) is not { } ticket ? Unknown(number)
        : await reader.FindPartAsync(number, new EntryPlace(entry, -1), cancellation) is { } part ? TypedResults.Ok(ticket with { Entries = part.Entries, EarlierEntries = part.Earlier })
        : ServiceProblems.Problem(StatusCodes.Status404NotFound, "entry_unknown", $"There is no entry {entry} in ticket {number}.", "Give the id of one of its entries as «earlier».");

    private static async Task<Results<Ok<Ticket>, ProblemHttpResult>> ChangeAsync(
        long number, TicketChange change, TicketChanges changes, TicketReader reader, HttpContext context, CancellationToken cancellation) =>
        change.Problem() is { } problem ? ServiceProblems.Problem(StatusCodes.Status400BadRequest, problem.Code, problem.What, problem.Remedy)
        : await changes.ApplyAsync(number, change, context.User.Actor(), cancellation) switch
        {
            ChangeAnswer.NoTicket => Unknown(number),
            ChangeAnswer.NoAssignee => NoAssignee(),
            ChangeAnswer.News => News(),
            _ => await FindAsync(number, reader, cancellation),
        };

    private static async Task<Results<Ok<BulkAnswer>, ProblemHttpResult>> ChangeManyAsync(BulkChange bulk, TicketChanges changes, HttpContext context, CancellationToken cancellation) =>
        bulk.Numbers is not { Count: > 0 and <= BulkChange.Most } || bulk.Change is null
            ? ServiceProblems.Problem(StatusCodes.Status400BadRequest, "numbers_invalid", "It does not say which tickets, or too many.", $"Give up to {BulkChange.Most} as «numbers», and what to set on them as «change».")
        : bulk.Change.Problem() is { } problem ? ServiceProblems.Problem(StatusCodes.Status400BadRequest, problem.Code, problem.What, problem.Remedy)
        : await changes.ApplyAsync(bulk, context.User.Actor(), cancellation) is var answer && (answer.Changed > 0 || answer.Refused.Count == 0 || answer.News.Count > 0) ? TypedResults.Ok(answer)
        : NoAssignee();

    private static ProblemHttpResult NoAssignee() => ServiceProblems.Problem(
        StatusCodes.Status422UnprocessableEntity, "assignee_unknown", "That person cannot work tickets.", "Give the id of somebody from /api/v1/colleagues to whom the ticket's mailbox is open.");

    internal static ProblemHttpResult News() => ServiceProblems.Problem(
        StatusCodes.Status409Conflict, "news_unseen", "Mail has come in that the call does not know of, so nothing was done: the ticket would be closed or put aside, and nobody would see it.", "Read the ticket, and call again with its lastMailEntry as «known», or without «known» to do it all the same.");

    private static async Task<Results<Created<AddedEntry>, ProblemHttpResult>> AddNoteAsync(
        long number, NoteDraft note, TicketWork work, TicketReader reader, HttpContext context, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(note.Text))
        {
            return ServiceProblems.Problem(StatusCodes.Status400BadRequest, "note_empty", "The note says nothing.", "Give its words as «text».");
        }

        if (Pages.TooLong.Text("The note", note.Text, TicketWork.LongestNote) is { } tooLong)
        {
            return ServiceProblems.Problem(StatusCodes.Status400BadRequest, "note_too_long", tooLong, "Send it in several parts, or as a file.");
        }

        Guid? noteId = note.NoteId is { } id && id != Guid.Empty ? id : null;
        if (await reader.FindAsync(number, cancellation) is null || await work.AddNoteAsync(number, note.Text, noteId, context.User.Actor(), cancellation) is not { } entry)
        {
            return Unknown(number);
        }

        // Asked afterwards, when the id is somebody's for good: of two calls at once one has lost it.
        return noteId is { } chosen && await work.IsOfAnotherNoteAsync(number, chosen, note.Text, cancellation)
            ? ServiceProblems.Problem(StatusCodes.Status409Conflict, "note_id_taken", "There is another note of this «noteId», in another ticket or with other words, so nothing was added.", "Choose a new id for each note, and send it again only with the same words to the same ticket.")
            : TypedResults.Created($"/api/v1/tickets/{number}", new AddedEntry(number, entry));
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
