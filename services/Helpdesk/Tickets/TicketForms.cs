using System.Globalization;
using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Merging;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.People;
using HelpdeskMail.Helpdesk.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>The forms on a ticket's page. Each takes an antiforgery token and ends in a redirect, so that a reload repeats nothing.</summary>
internal static class TicketForms
{
    /// <summary>What is typed into the ticket's head.</summary>
    private static readonly string[] PlanFields = ["priority", "tags", "due"];

    public static void MapTicketForms(this WebApplication app)
    {
        var forms = app.MapGroup("/tickets/{number:long}").RequireAuthorization(Access.Agent).ExcludeFromDescription();
        forms.MapPost("status", SetStatusAsync);
        forms.MapPost("assignee", AssignAsync);
        forms.MapPost("settle", SettleAsync);
        forms.MapPost("plan", PlanAsync);
        forms.MapPost("wait", WaitAsync);
        app.MapPost("/tickets/bulk", BulkAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();
        forms.MapPost("note", AddNoteAsync);
        app.MapPost("/entries/{id:long}/process", ProcessAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();
    }

    /// <summary>Address of a ticket's page with the list beside it as it was.</summary>
    public static string PageOf(long number, HttpContext context, string fragment = "", string action = "") => $"/tickets/{number}{action}{context.Request.QueryString}{fragment}";

    /// <summary>Closes or opens it. A page says by the field known which mail was the newest that it showed; without it, it is closed whatever has come.</summary>
    private static async Task<IResult> SetStatusAsync(long number, IFormCollection form, TicketWork work, WayOn way, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        if (!Enum.TryParse<TicketStatus>(form["status"], out var status) || !Enum.IsDefined(status))
        {
            return TypedResults.NotFound();
        }

        if (status == TicketStatus.Open)
        {
            return await work.SetStatusAsync(number, status, context.User.Actor(), cancellation) ? TypedResults.LocalRedirect(PageOf(number, context)) : TypedResults.NotFound();
        }

        var on = await way.FindAsync(number, context, cancellation);
        return await work.CloseAsync(number, Known(form["known"]), context.User.Actor(), cancellation) switch
        {
            AsideAnswer.NoTicket => TypedResults.NotFound(),
            AsideAnswer.News news => flash.Redirect(context, PageOf(number, context), new Flash(false, Translated.Of("The ticket was not closed."), WroteMeanwhile(news.Who)) { Offer = CloseAllTheSame(number, context) }),
            _ => way.Go(on, number, context, Translated.Of("#{0} is closed.", number), new FlashUndo(PageOf(number, context, action: "/status"), "status", nameof(TicketStatus.Open), Translated.Of("Open again"))),
        };
    }

    /// <summary>What an agent is told who would close a question that they have not seen.</summary>
    internal static string WroteMeanwhile(string who) => Translated.Of("Meanwhile there is new mail from {0}. Read it first.", who);

    /// <summary>What is offered to them.</summary>
    internal static FlashOffer CloseAllTheSame(long number, HttpContext context) =>
        new(PageOf(number, context, action: "/status"), "status", nameof(TicketStatus.Closed), Translated.Of("Close it all the same"));

    /// <summary>What an agent is told who would put a question aside that they have not seen.</summary>
    internal static string WouldBeHidden(string who) => Translated.Of("Meanwhile there is new mail from {0}. Nobody would see it while the ticket is put aside. Read it first.", who);

    /// <summary>What is offered to them.</summary>
    internal static FlashOffer PutAsideAllTheSame(long number, DateTimeOffset? until, HttpContext context)
    {
        var (path, words) = (PageOf(number, context, action: "/wait"), Translated.Of("Put it aside all the same"));
        return until is { } at
            ? new FlashOffer(path, "act", "until", words) { Fields = [new("at", at.UtcDateTime.ToString("o", CultureInfo.InvariantCulture))] }
            : new FlashOffer(path, "act", "answer", words);
    }

    /// <summary>The newest mail that a page showed; null where it does not say.</summary>
    internal static long? Known(string? field) => long.TryParse(field, NumberStyles.None, CultureInfo.InvariantCulture, out var known) ? known : null;

    private static async Task<IResult> AssignAsync(long number, IFormCollection form, TicketWork work, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        Guid? assignee = Guid.TryParse(form["assignee"], out var given) ? given : null;
        return await work.AssignAsync(number, assignee, context.User.Actor(), cancellation)
            ? TypedResults.LocalRedirect(PageOf(number, context))
            : flash.Redirect(context, PageOf(number, context), new Flash(false, Translated.Of("The ticket was not assigned."), Translated.Of("That person cannot work tickets any more.")));
    }

    /// <summary>Puts a ticket aside or takes it back: field act is answer, until (with at: ISO 8601; a clock time without an offset is UTC) or wake. Field known is as for closing.</summary>
    private static async Task<IResult> WaitAsync(long number, IFormCollection form, TicketWaiting waiting, WayOn way, TimeProvider time, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var (act, actor) = (form["act"].ToString(), context.User.Actor());
        var until = DateTimeOffset.TryParse(form["at"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) && act == "until" ? at : (DateTimeOffset?)null;
        if (act == "until" && !(until > time.GetUtcNow()))
        {
            return flash.Redirect(context, PageOf(number, context), new Flash(false, Translated.Of("The ticket was not put aside."), Translated.Of("Choose a moment that is still to come.")));
        }

        if (act == "wake")
        {
            return await waiting.WakeAsync(number, actor, cancellation) ? TypedResults.LocalRedirect(PageOf(number, context)) : TypedResults.NotFound();
        }

        var on = await way.FindAsync(number, context, cancellation);
        return await waiting.WaitAsync(number, until, Known(form["known"]), actor, cancellation) switch
        {
            AsideAnswer.NoTicket => TypedResults.NotFound(),
            AsideAnswer.News news => flash.Redirect(context, PageOf(number, context), new Flash(false, Translated.Of("The ticket was not put aside."), WouldBeHidden(news.Who)) { Offer = PutAsideAllTheSame(number, until, context) }),
            _ => way.Go(on, number, context, Translated.Of("#{0} is put aside.", number), new FlashUndo(PageOf(number, context, action: "/wait"), "act", "wake", Translated.Of("Back to the open ones"))),
        };
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> SettleAsync(long number, IFormCollection form, TicketWork work, HttpContext context, CancellationToken cancellation) =>
        await work.SettleAttentionAsync(number, context.User.Actor(), cancellation) ? TypedResults.LocalRedirect(PageOf(number, context)) : TypedResults.NotFound();

    private static async Task<IResult> AddNoteAsync(
        long number, IFormCollection form, TicketWork work, TicketReader reader, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var (words, actor) = (form["text"].ToString(), context.User.Actor());
        if (TooLong.Text(Translated.Of("The note"), words, TicketWork.LongestNote) is { } tooLong)
        {
            // More than a redirect can carry: shown again at once, to be copied.
            await PlainPage.WriteAsync(context, StatusCodes.Status422UnprocessableEntity, Translated.Of("The note was not added."), tooLong, (PageOf(number, context), Translated.Of("To ticket #{0}", number)));
            return Results.Empty;
        }

        Guid? noteId = Guid.TryParse(form["noteId"], out var id) && id != Guid.Empty ? id : null;
        if (noteId is not null && await work.IsOfAnotherNoteAsync(number, id, words, cancellation))
        {
            // Written on a page that the browser had kept: a further note, and no second press of the button.
            noteId = Guid.NewGuid();
        }

        if ((await reader.FindAsync(number, cancellation))?.MergedInto is { } target && await work.AddNoteAsync(target, words, noteId, actor, cancellation) is { } moved)
        {
            return flash.Redirect(context, PageOf(target, context, $"#e{moved}"), new Flash(true, Translated.Of("#{0} was merged while you wrote. Your note is here.", number)));
        }

        return await work.AddNoteAsync(number, words, noteId, actor, cancellation) is { } entry
            ? TypedResults.LocalRedirect(PageOf(number, context, $"#e{entry}"))
            : flash.Redirect(context, PageOf(number, context), new Flash(false, Translated.Of("The note was not added."), Translated.Of("It says nothing. Write something first.")));
    }

    private static async Task<IResult> ProcessAsync(long id, IFormCollection form, EntryAgain again, FlashCookie flash, HttpContext context, CancellationToken cancellation) =>
        await again.ReadAsync(id, form["move"] == "true", context.User.Actor(), cancellation) is { } placed
            ? TypedResults.LocalRedirect(EntryPlace.AddressOf(placed.TicketNumber, placed.EntryId))
            : flash.Redirect(context, "/tickets", new Flash(false, Translated.Of("The mail was not processed again."), Translated.Of("Its source is not kept.")));

    /// <summary>Tags, due time and priority from the ticket's head: only what differs from what the page showed, so that what a colleague has set in the meantime stays.</summary>
    private static async Task<IResult> PlanAsync(long number, IFormCollection form, TicketChanges changes, TicketReader reader, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        if (await reader.FindAsync(number, cancellation) is not { } ticket)
        {
            return TypedResults.NotFound();
        }

        if (Tagging.Problem(form["tags"].ToString()) is { } problem)
        {
            return flash.Redirect(context, PageOf(number, context), new Flash(false, Translated.Of("Nothing was changed."), problem, Fields: PlanFields.Where(form.ContainsKey).ToDictionary(name => name, name => form[name].ToString(), StringComparer.Ordinal)));
        }

        var tags = Tagging.Parse(form["tags"]);
        var before = form.ContainsKey("tagsBefore") ? Tagging.Parse(form["tagsBefore"]) : ticket.Tags;
        var due = DateTime.TryParse(form["due"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var day) ? new DateTimeOffset(day, TimeSpan.Zero) : (DateTimeOffset?)null;
        var change = new TicketChange(
            Priority: IsChanged("priority") && int.TryParse(form["priority"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority) ? Math.Clamp(priority, Priority.Lowest, Priority.Highest) : null)
        {
            AddTags = [.. tags.Except(before, StringComparer.Ordinal)],
            RemoveTags = [.. before.Except(tags, StringComparer.Ordinal)],
            DueAt = IsChanged("due") ? due : null,
            NotDue = IsChanged("due") && due is null,
            Department = form["department"].Count > 0 ? form["department"].ToString() : null,
        };
        await changes.ApplyAsync(number, change, context.User.Actor(), cancellation);
        return TypedResults.LocalRedirect(PageOf(number, context));

        bool IsChanged(string field) => !form.TryGetValue($"{field}Before", out var shown) || shown.ToString() != form[field].ToString();
    }

    /// <summary>One act on the tickets that are ticked in the list: fields n (numbers), act, and assignee, priority or tags with it.</summary>
    private static async Task<IResult> BulkAsync(IFormCollection form, TicketChanges changes, TicketMerging merging, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        var numbers = TickedTickets.Numbers(form);
        var change = form["act"].ToString() switch
        {
            "close" => new TicketChange(Status: TicketStatus.Closed),
            "open" => new TicketChange(Status: TicketStatus.Open),
            "wait" => new TicketChange { Waiting = true },
            "wake" => new TicketChange { Waiting = false },
            "take" => new TicketChange(Assignee: actor.Id),
            "assign" => new TicketChange(Assignee: Guid.TryParse(form["assignee"], out var assignee) ? assignee : Guid.Empty),
            "priority" when int.TryParse(form["priority"], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var priority) => new TicketChange(Priority: Math.Clamp(priority, Priority.Lowest, Priority.Highest)),
            "tag" => new TicketChange { AddTags = Tagging.Parse(form["tags"]) },
            "untag" => new TicketChange { RemoveTags = Tagging.Parse(form["tags"]) },
            _ => null,
        };
        var back = $"/tickets{context.Request.QueryString}";
        if (form["act"] == "merge" && numbers.Count > 1)
        {
            return flash.Redirect(context, back, await MergeAsync(numbers, merging, actor, cancellation));
        }

        if (form["act"] == "canned" && numbers.Count > 0 && Guid.TryParse(form["canned"], out var canned))
        {
            return TypedResults.LocalRedirect(CannedAnswers.CannedAnswerForms.PageOf(canned, ListAddress.Of(context.Request.Query), numbers, TickedTickets.Known(form)));
        }

        if (form["act"] == "tag" && Tagging.Problem(form["tags"].ToString()) is { } problem)
        {
            return flash.Redirect(context, back, new Flash(false, Translated.Of("Nothing was changed."), problem, Fields: new Dictionary<string, string>(StringComparer.Ordinal) { ["tags"] = form["tags"].ToString() }));
        }

        if (numbers.Count == 0 || change is null)
        {
            return flash.Redirect(context, back, new Flash(false, Translated.Of("Nothing was changed."), Translated.Of("Choose tickets in the list first.")));
        }

        return flash.Redirect(context, back, Told(await changes.ApplyAsync(new BulkChange(numbers, change) { Known = TickedTickets.Known(form) }, actor, cancellation)));
    }

    /// <summary>Merges tickets into the one that was opened first; one that is refused keeps none of the others back.</summary>
    private static async Task<Flash> MergeAsync(List<long> numbers, TicketMerging merging, Actor actor, CancellationToken cancellation)
    {
        var (target, merged, refused) = (numbers.Min(), 0, (RegroupAnswer.Refused?)null);
        foreach (var number in numbers.Distinct().Where(number => number != target).Order())
        {
            var answer = await merging.MergeAsync(number, target, actor, cancellation);
            merged += answer is RegroupAnswer.Done ? 1 : 0;
            refused ??= answer as RegroupAnswer.Refused;
        }

        return refused is null
            ? new Flash(true, Translated.Of("Merged into #{0}. It can be undone there.", target))
            : new Flash(false, merged == 0 ? Translated.Of("The tickets were not merged.") : Translated.Of("Not all were merged into #{0}.", target), $"{refused.What} {refused.Remedy}");
    }

    private static Flash Told(BulkAnswer answer)
    {
        var done = answer.Changed switch { 0 => Translated.Of("Nothing was changed."), 1 => Translated.Of("1 ticket was changed."), var many => Translated.Of("{0} tickets were changed.", many) };
        var left = new List<string>();
        if (answer.Refused.Count > 0)
        {
            left.Add(Translated.Of("That person cannot work {0}: the mailbox is not open to them, or they work no tickets any more.", Named(answer.Refused)));
        }

        if (answer.News.Count > 0)
        {
            left.Add(Translated.Of("Left open, since new mail has come in meanwhile: {0}. Read it first.", Named(answer.News)));
        }

        return left.Count == 0 ? new Flash(true, done, "") : new Flash(false, done, string.Join(' ', left));

        static string Named(IEnumerable<long> numbers) => string.Join(", ", numbers.Select(number => $"#{number}"));
    }
}
