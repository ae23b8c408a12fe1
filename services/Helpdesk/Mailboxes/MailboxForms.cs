using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;

namespace HelpdeskMail.Helpdesk.Mailboxes;

/// <summary>What an admin can do with the fetching of a mailbox.</summary>
internal static class MailboxForms
{
    public static void MapMailboxForms(this WebApplication app) =>
        app.MapPost("/system-emails/{id:guid}/mailbox", ActAsync).RequireAuthorization(Access.Admin).ExcludeFromDescription();

    private static async Task<IResult> ActAsync(Guid id, IFormCollection form, FetchClient fetch, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        try
        {
            var (done, told) = form["act"].ToString() switch
            {
                "pause" => (await fetch.PauseAsync(id, context.User.Actor().Name, cancellation), new Flash(true, Translated.Of("Fetching is paused."), Translated.Of("New mail stays in the mailbox until you resume. Answers are still sent."))),
                "resume" => (await fetch.ResumeAsync(id, cancellation), new Flash(true, Translated.Of("Fetching goes on where it was left."))),
                "failed" => (await fetch.FetchFailedAsync(id, form["folder"].ToString(), form["key"].ToString(), cancellation), new Flash(true, Translated.Of("It is fetched again now, whatever its size."), Translated.Of("If it can be read it leaves this list."))),
                _ => (await fetch.FetchNowAsync(id, cancellation), new Flash(true, Translated.Of("The mailbox is looked into now."))),
            };
            return flash.Redirect(context, $"/system-emails/{id}/mailbox", done ? told : new Flash(false, Translated.Of("There was nothing to do."), Translated.Of("It may have been done meanwhile, or the mailbox was never worked yet.")));
        }
        catch (HttpRequestException)
        {
            return flash.Redirect(context, $"/system-emails/{id}/mailbox", new Flash(false, Translated.Of("The Fetch service does not answer."), Translated.Of("Nothing was changed. Try again in a moment, and look at the health page.")));
        }
    }
}
