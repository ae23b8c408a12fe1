using System.Globalization;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;

namespace HelpdeskMail.Helpdesk.Merging;

/// <summary>Merging and splitting from a ticket's page.</summary>
internal static class MergingForms
{
    public static void MapMergingForms(this WebApplication app)
    {
        var forms = app.MapGroup("").RequireAuthorization(Access.Agent).ExcludeFromDescription();
        forms.MapPost("/tickets/{number:long}/merge", MergeAsync);
        forms.MapPost("/entries/{id:long}/split", SplitAsync);
        forms.MapPost("/regroupings/{id:long}/undo", UndoAsync);
    }

    /// <summary>Into the ticket of a number; words lead to the tickets that have them, to choose from.</summary>
    private static async Task<IResult> MergeAsync(
        long number, IFormCollection form, TicketMerging merging, FlashCookie flash, HttpContext context, CancellationToken cancellation) =>
        long.TryParse(form["into"].ToString().Trim().TrimStart('#'), NumberStyles.None, CultureInfo.InvariantCulture, out var into)
            ? Answer(await merging.MergeAsync(number, into, context.User.Actor(), cancellation), number, flash, context)
            : TypedResults.LocalRedirect($"/tickets/{number}{context.Request.QueryString.Add("merge", form["into"].ToString())}#regroup");

    private static async Task<IResult> SplitAsync(long id, IFormCollection form, TicketMerging merging, FlashCookie flash, HttpContext context, CancellationToken cancellation) =>
        Answer(await merging.SplitAsync(id, form["later"] == "true", context.User.Actor(), cancellation), Number(form["ticket"]), flash, context);

    private static async Task<IResult> UndoAsync(long id, IFormCollection form, TicketMerging merging, FlashCookie flash, HttpContext context, CancellationToken cancellation) =>
        Answer(await merging.UndoAsync(id, context.User.Actor(), cancellation), Number(form["ticket"]), flash, context);

    private static IResult Answer(RegroupAnswer answer, long back, FlashCookie flash, HttpContext context) => answer switch
    {
        RegroupAnswer.Done done => TypedResults.LocalRedirect($"/tickets/{done.TicketNumber}{context.Request.QueryString}"),
        RegroupAnswer.Refused refused => flash.Redirect(context, back > 0 ? $"/tickets/{back}" : "/tickets", new Flash(false, refused.What, refused.Remedy)),
        _ => throw new InvalidOperationException("Unknown answer."),
    };

    private static long Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
