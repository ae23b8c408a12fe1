using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.SignIn;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>The form of the page New ticket.</summary>
internal static class NewTicketForms
{
    private static readonly string[] Typed = ["mailbox", "to", "cc", "subject", "text", "replyId"];

    public static void MapNewTicketForms(this WebApplication app) =>
        app.MapPost("/tickets/new", OpenAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();

    private static async Task<IResult> OpenAsync(IFormCollection form, ReplyDesk desk, EntryBodies entries, TimeProvider time, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        // The page names the reply, so that a form sent twice opens one ticket; the ten seconds are those of every reply.
        var request = new ReplyRequest(
            Guid.TryParse(form["replyId"], out var id) && id != Guid.Empty ? id : Guid.NewGuid(), form["to"].ToString(), form["cc"].ToString(), "", form["text"].ToString(), QuoteHistory: false, [], ThenClose: false)
        {
            SendAfter = time.GetUtcNow().AddSeconds(10),
        };
        if (await desk.IsTakenWithOtherWordsAsync(request.ReplyId, request.Text, cancellation))
        {
            // Begun as a copy of one that another tab has sent since: another mail, and no second press of the button.
            request = request with { ReplyId = Guid.NewGuid() };
        }

        var mailbox = Guid.TryParse(form["mailbox"], out var chosen) ? chosen : Guid.Empty;
        return await desk.OpenAsync(mailbox, form["subject"].ToString(), request, context.User.Actor(), cancellation) switch
        {
            ReplyAnswer.Accepted accepted => TypedResults.LocalRedirect($"/tickets/{await entries.FindTicketAsync(accepted.EntryId, cancellation)}#e{accepted.EntryId}"),
            ReplyAnswer.Refused refused => flash.Redirect(
                context, "/tickets/new", new Flash(false, Translated.Of("Not sent: {0}", refused.What), refused.Remedy, Fields: Typed.ToDictionary(name => name, name => form[name].ToString(), StringComparer.Ordinal))),
            _ => TypedResults.NotFound(),
        };
    }
}
