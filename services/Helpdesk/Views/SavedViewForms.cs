using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Views;

/// <summary>Keeps the list that a page shows as a view, changes one to it, or removes one. The address of the form says which list it is.</summary>
internal static class SavedViewForms
{
    public static void MapSavedViewForms(this WebApplication app) => app.MapPost("/views", SaveAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();

    private static async Task<IResult> SaveAsync(IFormCollection form, SavedViewTable views, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var (list, actor, act) = (ListAddress.Of(context.Request.Query), context.User.Actor(), form["act"].ToString());
        if (act == "remove" && list.Saved is { } gone)
        {
            await views.RemoveAsync(gone, actor, cancellation);
            return TypedResults.LocalRedirect($"/tickets{list with { Saved = null }}");
        }

        var id = act == "change" && list.Saved is { } known ? known : Guid.NewGuid();
        var view = new SavedView(id, form["name"].ToString(), form["shared"] == "true" && actor.IsAdmin, list.Query);
        return await views.SaveAsync(view, actor, cancellation)
            ? TypedResults.LocalRedirect($"/tickets{list with { Saved = id }}")
            : flash.Redirect(context, $"/tickets{list}", new Flash(false, Translated.Of("The view was not kept."), SavedViewTable.Problem(view) ?? Translated.Of("Give it a name. There can be 100 of them."), Fields: new Dictionary<string, string>(StringComparer.Ordinal) { ["view-name"] = view.Name }));
    }
}
