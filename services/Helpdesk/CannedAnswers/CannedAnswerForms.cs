using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;

namespace HelpdeskMail.Helpdesk.CannedAnswers;

/// <summary>The forms of the page Canned answers.</summary>
internal static class CannedAnswerForms
{
    public static void MapCannedAnswerForms(this WebApplication app) =>
        app.MapPost("/canned-answers", SaveAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();

    private static async Task<IResult> SaveAsync(IFormCollection form, CannedAnswerTable answers, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        var known = Guid.TryParse(form["id"], out var id) && id != Guid.Empty;
        if (form["act"] == "remove")
        {
            await answers.RemoveAsync(id, actor, cancellation);
            return TypedResults.LocalRedirect("/canned-answers");
        }

        var answer = new CannedAnswer { Id = known ? id : Guid.NewGuid(), Name = form["name"].ToString(), Shortcut = form["shortcut"].ToString(), Text = form["text"].ToString() };
        return await answers.SaveAsync(answer, actor, cancellation) is not { } problem
            ? TypedResults.LocalRedirect($"/canned-answers#a{answer.Id}")
            : flash.Redirect(context, "/canned-answers", new Flash(false, Translated.Of("It was not kept."), problem, Fields: known ? null : new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["name"] = answer.Name,
                ["shortcut"] = answer.Shortcut,
                ["text"] = answer.Text,
            }));
    }
}
