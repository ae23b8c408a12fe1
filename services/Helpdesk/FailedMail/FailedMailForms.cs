using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.SignIn;

namespace HelpdeskMail.Helpdesk.FailedMail;

/// <summary>What can be done with mail that became no ticket.</summary>
internal static class FailedMailForms
{
    public static void MapFailedMailForms(this WebApplication app)
    {
        var mails = app.MapGroup("/failed-mail/{receiptId:long}").RequireAuthorization(Access.Agent).ExcludeFromDescription();
        mails.MapPost("", ActAsync);
        mails.MapGet("source", SourceAsync);
    }

    private static async Task<IResult> ActAsync(
        long receiptId, IFormCollection form, MailIntake intake, KeptMailList list, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        if (form["act"] == "dismiss")
        {
            await list.DismissAsync(receiptId, actor, cancellation);
            return TypedResults.LocalRedirect("/failed-mail");
        }

        return await intake.HandleAgainAsync(receiptId, form["act"] == "ticket", actor, cancellation) switch
        {
            IntakeOutcome.Entry entry => TypedResults.LocalRedirect($"/tickets/{entry.TicketNumber}?view=open#e{entry.EntryId}"),
            IntakeOutcome.Copy copy => flash.Redirect(
                context, $"/tickets/{copy.TicketNumber}?view=open", new Flash(true, Translated.Of("It was here already."), Translated.Of("The mail is a copy of one in this ticket, which is shown once."))),
            IntakeOutcome.Kept kept => flash.Redirect(context, "/failed-mail", new Flash(false, Translated.Of("It is still no ticket."), kept.Explanation)),
            _ => flash.Redirect(context, "/failed-mail", new Flash(false, Translated.Of("The mail is gone."), Translated.Of("The MailStore does not know it any more."))),
        };
    }

    /// <summary>The mail as it came, or its header where no more could be had.</summary>
    internal static async Task<IResult> SourceAsync(long receiptId, KeptMailList list, MailStoreClient mailStore, HttpContext context, CancellationToken cancellation) =>
        !await list.MayBeReadAsync(receiptId, cancellation) ? TypedResults.NotFound()
            : await mailStore.OpenRawAsync(receiptId, cancellation) is { } raw ? SafeDownload.Attachment(context, raw, $"mail-{receiptId}.eml")
            : await mailStore.OpenHeaderAsync(receiptId, cancellation) is { } header ? SafeDownload.Attachment(context, header, $"header-{receiptId}.txt")
            : TypedResults.NotFound();
}
