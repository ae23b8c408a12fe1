using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>The forms on a ticket's page. Each takes an antiforgery token and ends in a redirect, so that a reload repeats nothing.</summary>
internal static class TicketForms
{
    public static void MapTicketForms(this WebApplication app)
    {
        var forms = app.MapGroup("/tickets/{number:long}").RequireAuthorization(Access.Agent).ExcludeFromDescription();
        forms.MapPost("status", SetStatusAsync);
        forms.MapPost("assignee", AssignAsync);
        forms.MapPost("settle", SettleAsync);
        forms.MapPost("note", AddNoteAsync);
        app.MapPost("/entries/{id:long}/process", ProcessAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();
    }

    /// <summary>Address of a ticket's page with the list beside it as it was.</summary>
    public static string PageOf(long number, HttpContext context, string fragment = "") => $"/tickets/{number}{context.Request.QueryString}{fragment}";

    private static async Task<IResult> SetStatusAsync(long number, IFormCollection form, TicketWork work, HttpContext context, CancellationToken cancellation) =>
        Enum.TryParse<TicketStatus>(form["status"], out var status) && await work.SetStatusAsync(number, status, context.User.Actor(), cancellation)
            ? TypedResults.LocalRedirect(PageOf(number, context))
            : TypedResults.NotFound();

    private static async Task<IResult> AssignAsync(long number, IFormCollection form, TicketWork work, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        Guid? assignee = Guid.TryParse(form["assignee"], out var given) ? given : null;
        return await work.AssignAsync(number, assignee, context.User.Actor(), cancellation)
            ? TypedResults.LocalRedirect(PageOf(number, context))
            : flash.Redirect(context, PageOf(number, context), new Flash(false, "The ticket was not assigned.", "That person cannot work tickets any more."));
    }

    private static async Task<Results<RedirectHttpResult, NotFound>> SettleAsync(long number, IFormCollection form, TicketWork work, HttpContext context, CancellationToken cancellation) =>
        await work.SettleAttentionAsync(number, context.User.Actor(), cancellation) ? TypedResults.LocalRedirect(PageOf(number, context)) : TypedResults.NotFound();

    private static async Task<IResult> AddNoteAsync(long number, IFormCollection form, TicketWork work, FlashCookie flash, HttpContext context, CancellationToken cancellation) =>
        await work.AddNoteAsync(number, form["text"].ToString(), context.User.Actor(), cancellation) is { } entry
            ? TypedResults.LocalRedirect(PageOf(number, context, $"#e{entry}"))
            : flash.Redirect(context, PageOf(number, context), new Flash(false, "The note was not added.", "It says nothing. Write something first."));

    private static async Task<IResult> ProcessAsync(long id, IFormCollection form, EntryAgain again, FlashCookie flash, HttpContext context, CancellationToken cancellation) =>
        await again.ReadAsync(id, form["move"] == "true", context.User.Actor(), cancellation) is { } placed
            ? TypedResults.LocalRedirect($"/tickets/{placed.TicketNumber}#e{placed.EntryId}")
            : flash.Redirect(context, "/tickets", new Flash(false, "The mail was not processed again.", "Its source is not kept."));
}
