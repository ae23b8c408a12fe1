using System.Globalization;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Helpdesk.Writing;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>The composer's forms. Whatever goes wrong, what was typed is kept as the draft first.</summary>
internal static class AnswerForms
{
    /// <summary>Beside the files themselves.</summary>
    private const long FormOverhead = 2 * 1024 * 1024;

    private const int MostFiles = 50;

    public static void MapAnswerForms(this WebApplication app)
    {
        var largest = (app.Services.GetRequiredService<IOptions<HelpdeskSettings>>().Value.MaxFileSize * 4) + FormOverhead;
        var forms = app.MapGroup("/tickets/{number:long}").RequireAuthorization(Access.Agent).ExcludeFromDescription()
            .WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(largest))
            .WithFormOptions(multipartBodyLengthLimit: largest, valueLengthLimit: 4 * 1024 * 1024);
        forms.MapPost("reply", SendAsync);
        forms.MapPost("draft", KeepAsync);
        forms.MapGet("draft/state", DraftClash.AskAsync);
        forms.MapPost("draft/discard", DiscardAsync);
        forms.MapPost("draft/files", AddFilesAsync);
        forms.MapPost("draft/files/remove", RemoveFileAsync);
        forms.MapPost("replies/{replyId:guid}/again", AgainAsync);
        app.MapPost("/queue/mailboxes/{id:guid}/retry-now", RetryMailboxAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();
    }

    private static async Task<IResult> SendAsync(
        long number, IFormCollection form, ReplyDesk desk, Drafts drafts, FileDesk files, WayOn way, FlashCookie flash, TimeProvider time, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        var draft = Read(form);
        var text = await WithSignatureAsync(number, form, draft.Text, context, cancellation);
        if (await desk.IsTakenWithOtherWordsAsync(draft.ReplyId, text, cancellation))
        {
            // Another tab, or the page before this one, has sent its answer under this id: these words are a further answer, and no second press of the button.
            draft = draft with { ReplyId = Guid.NewGuid() };
        }

        switch (await drafts.SaveAsync(number, actor.Id, draft, cancellation))
        {
            case DraftKeeping.Changed changed:
                return await DraftClash.RefuseAsync(number, changed, context);
            case DraftKeeping.Gone:
                // Thrown away by another page; whoever sends it all the same wants it sent.
                draft = draft with { Version = null };
                await drafts.SaveAsync(number, actor.Id, draft, cancellation);
                break;
        }

        if (await files.AddAsync(number, actor.Id, draft, form.Files, cancellation) is { } problem)
        {
            return flash.Redirect(context, TicketForms.PageOf(number, context, "#composer"), problem);
        }

        var kept = await drafts.FindAsync(number, actor.Id, cancellation) ?? draft;
        if (!TrySendAfter(form, time.GetUtcNow(), out var sendAfter))
        {
            return flash.Redirect(context, TicketForms.PageOf(number, context, "#composer"), new Flash(
                false, Translated.Of("Not sent: {0}", Translated.Of("The time to send it at is none.")), Translated.Of("{0} Your words are kept as a draft.", Translated.Of("Choose a moment that is still to come."))));
        }

        var request = new ReplyRequest(
            kept.ReplyId, draft.To, draft.Cc, draft.Bcc, text, form["quote"] == "true", kept.Files, form["then"] == "close")
        {
            SendAfter = sendAfter,
            ReadReceipt = form["receipt"] == "true",
            Forward = draft.Forward,
            Takes = true,
            OpenForNews = true,
            ThenWait = form["then"] == "wait",
            Known = long.TryParse(form["known"], NumberStyles.None, CultureInfo.InvariantCulture, out var newest) ? newest : null,
            KnownMail = TicketForms.Known(form["knownMail"]),
        };
        var on = await way.FindAsync(number, context, cancellation);
        return await desk.TakeAsync(number, request, actor, cancellation) switch
        {
            ReplyAnswer.Accepted { LeftOpen: true } taken => flash.Redirect(context, TicketForms.PageOf(number, context), LeftOpen(number, taken.Unseen, request.ThenClose, context)),
            ReplyAnswer.Accepted accepted => way.Go(
                on, number, context, Translated.Of("Your answer in #{0} is on its way.", number),
                new FlashUndo(TicketForms.PageOf(number, context, action: $"/replies/{kept.ReplyId}/again"), "act", "edit", Translated.Of("Undo")), $"#e{accepted.EntryId}"),
            ReplyAnswer.Refused refused => flash.Redirect(
                context, TicketForms.PageOf(number, context, "#composer"), new Flash(false, Translated.Of("Not sent: {0}", refused.What), Translated.Of("{0} Your words are kept as a draft.", refused.Remedy))),
            _ => TypedResults.NotFound(),
        };
    }

    private static Flash LeftOpen(long number, string? who, bool close, HttpContext context) =>
        new(
            true,
            Translated.Of("Your answer is taken, and the ticket stays open."),
            who is null ? Translated.Of("Mail came in while you were writing. Read it first.") : close ? TicketForms.WroteMeanwhile(who) : TicketForms.WouldBeHidden(who))
        {
            Offer = close ? TicketForms.CloseAllTheSame(number, context) : TicketForms.PutAsideAllTheSame(number, null, context),
        };

    private static async Task<string> WithSignatureAsync(long number, IFormCollection form, string text, HttpContext context, CancellationToken cancellation) =>
        form["signature"] == "true" && !text.ReplaceLineEndings("\n").Contains(ReplyBody.SignatureMark, StringComparison.Ordinal)
        && await WritingForms.EndingAsync(number, context, cancellation) is { Signature: { Length: > 0 } signature }
            ? $"{text.TrimEnd()}\n{ReplyBody.SignatureMark}{signature}"
            : text;

    private static async Task<IResult> KeepAsync(long number, IFormCollection form, Drafts drafts, HttpContext context, CancellationToken cancellation)
    {
        var keeping = await drafts.SaveAsync(number, context.User.Actor().Id, Read(form), cancellation);
        return keeping is not DraftKeeping.Kept ? await DraftClash.RefuseAsync(number, keeping, context)
            : IsScript(context) ? TypedResults.Json(DraftStand.Of(keeping))
            : Done(number, context);
    }

    private static async Task<IResult> DiscardAsync(long number, IFormCollection form, Drafts drafts, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        if (await drafts.StandAsync(number, actor.Id, Read(form), cancellation) is DraftKeeping.Changed changed)
        {
            return await DraftClash.RefuseAsync(number, changed, context);
        }

        await drafts.DiscardAsync(number, actor.Id, cancellation);
        return TypedResults.LocalRedirect(TicketForms.PageOf(number, context, "#composer"));
    }

    private static async Task<IResult> AddFilesAsync(
        long number, IFormCollection form, Drafts drafts, FileDesk files, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        // A picture that was pasted into the words is named by an id of ours, so that the words can show it.
        var contentId = form["inline"] == "true" && form.Files is [var picture] && picture.ContentType.StartsWith("image/", StringComparison.OrdinalIgnoreCase) ? $"{Guid.NewGuid():N}@helpdesk" : null;
        if (await KeepWordsAsync(number, form, drafts, context, cancellation) is { } keeping and not DraftKeeping.Kept)
        {
            return await DraftClash.RefuseAsync(number, keeping, context);
        }

        var problem = await files.AddAsync(number, context.User.Actor().Id, Read(form), form.Files, cancellation, contentId);
        return problem is null && contentId is not null ? TypedResults.Text(contentId)
            : problem is null ? Done(number, context)
            : IsScript(context) ? TypedResults.Text($"{problem.Title} {problem.Detail}", statusCode: StatusCodes.Status413PayloadTooLarge)
            : flash.Redirect(context, TicketForms.PageOf(number, context, "#composer"), problem);
    }

    /// <summary>Keeps what was typed beside a file. A script keeps it by itself, also what is written while a file is on its way.</summary>
    private static async Task<DraftKeeping?> KeepWordsAsync(long number, IFormCollection form, Drafts drafts, HttpContext context, CancellationToken cancellation) =>
        IsScript(context) ? null : await drafts.SaveAsync(number, context.User.Actor().Id, Read(form), cancellation);

    private static async Task<IResult> RemoveFileAsync(long number, IFormCollection form, Drafts drafts, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        if (await KeepWordsAsync(number, form, drafts, context, cancellation) is { } keeping and not DraftKeeping.Kept)
        {
            return await DraftClash.RefuseAsync(number, keeping, context);
        }

        if (form["position"].ToString().Split(' ') is [var place, var content] && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var position) && position < MostFiles)
        {
            await drafts.RemoveFileAsync(number, actor.Id, position, DatabaseText.Clean(content), cancellation);
        }

        return Done(number, context);
    }

    private static async Task<IResult> AgainAsync(
        long number, Guid replyId, IFormCollection form, SendAgain again, TakeBack takeBack, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var actor = context.User.Actor();
        try
        {
            var act = form["act"].ToString();
            var done = act switch
            {
                "sent" => await again.SettleAsSentAsync(number, replyId, actor, cancellation),
                "cancel" => await takeBack.CancelAsync(number, replyId, actor, cancellation),
                "edit" => await takeBack.EditAsync(number, replyId, actor, cancellation),
                _ => await again.SendAsync(number, replyId, actor, cancellation),
            };
            if (done)
            {
                return TypedResults.LocalRedirect(form["from"] == "queue" && act != "edit" ? "/queue" : TicketForms.PageOf(number, context, act == "edit" ? "#composer" : ""));
            }
        }
        catch (HttpRequestException)
        {
            return flash.Redirect(context, TicketForms.PageOf(number, context), new Flash(false, Translated.Of("Nothing was done."), Translated.Of("The sending service does not answer. Try again in a moment.")));
        }

        return flash.Redirect(context, TicketForms.PageOf(number, context), new Flash(false, Translated.Of("Nothing was done."), Translated.Of("The reply has moved on in the meantime; its present state is shown below.")));
    }

    private static async Task<IResult> RetryMailboxAsync(Guid id, IFormCollection form, ReplyClient replies, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        if (context.User.Actor().Mailboxes?.Contains(id) == false)
        {
            return TypedResults.NotFound();
        }

        try
        {
            await replies.RetryMailboxAsync(id, cancellation);
            return TypedResults.LocalRedirect("/queue");
        }
        catch (HttpRequestException)
        {
            return flash.Redirect(context, "/queue", new Flash(false, Translated.Of("Nothing was done."), Translated.Of("The sending service does not answer. Try again in a moment.")));
        }
    }

    /// <summary>
    /// When it may leave: at a moment that was chosen (<c>sendAfter</c>, ISO 8601; a clock time without an offset is UTC), or after so many seconds in which it can be taken back (<c>undo</c>, a minute at most).
    /// False where what was typed is no moment.
    /// </summary>
    private static bool TrySendAfter(IFormCollection form, DateTimeOffset now, out DateTimeOffset? sendAfter)
    {
        sendAfter = int.TryParse(form["undo"], CultureInfo.InvariantCulture, out var seconds) && seconds is > 0 and <= 60 ? now.AddSeconds(seconds) : null;
        if (string.IsNullOrWhiteSpace(form["sendAfter"]))
        {
            return true;
        }

        if (Moment(form["sendAfter"]) is not { } chosen)
        {
            return false;
        }

        sendAfter = chosen > now || ReplyDesk.IsOver(chosen, now) ? chosen : sendAfter;
        return true;
    }

    internal static Draft Read(IFormCollection form) => new(
        Guid.TryParse(form["replyId"], out var id) && id != Guid.Empty ? id : Guid.NewGuid(),
        form["to"].ToString(), form["cc"].ToString(), form["bcc"].ToString(), TypedText(form) ?? "", [], null)
    {
        Forward = form["forward"] == "true",
        Version = long.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null,
        Page = Guid.TryParse(form["page"], out var page) ? page : null,
        Options = form.ContainsKey("page") ? new DraftOptions(form["quote"] == "true", form["signature"] == "true", form["receipt"] == "true", Moment(form["sendAfter"])) : null,
    };

    private static DateTimeOffset? Moment(string? typed) => DateTimeOffset.TryParse(typed, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment.ToUniversalTime() : null;

    /// <summary>The words in the composer; null when the form has none.</summary>
    internal static string? TypedText(IFormCollection form) => form.TryGetValue("text", out var text) ? WithoutFirstBreak(text.ToString()) : null;

    /// <summary>The page puts a line break before the words, which browsers drop; programs may not.</summary>
    private static string WithoutFirstBreak(string text) => text.StartsWith("\r\n", StringComparison.Ordinal) ? text[2..] : text.StartsWith('\n') ? text[1..] : text;

    private static bool IsScript(HttpContext context) => context.Request.Headers["X-Fragment"].Count > 0;

    private static IResult Done(long number, HttpContext context) =>
        IsScript(context) ? TypedResults.NoContent() : TypedResults.LocalRedirect(TicketForms.PageOf(number, context, "#composer"));
}
