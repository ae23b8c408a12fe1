using System.Globalization;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.Answering;
using HelpdeskMail.Helpdesk.CannedAnswers;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.Mailboxes;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Helpdesk.Previews;
using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Signatures;
using HelpdeskMail.Helpdesk.SystemEmails;
using HelpdeskMail.Helpdesk.Tickets;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HelpdeskMail.Helpdesk.Writing;

/// <summary>What helps in writing an answer: how it will look, canned answers, pictures within the words, answering all or handing on, the signature.</summary>
internal static class WritingForms
{
    private const int LongestPreview = 500_000;

    public static void MapWritingForms(this WebApplication app)
    {
        var forms = app.MapGroup("/tickets/{number:long}").RequireAuthorization(Access.Agent).ExcludeFromDescription();
        forms.MapPost("draft/begin", BeginAsync);
        forms.MapPost("draft/canned", InsertAsync);
        forms.MapPost("draft/preview", PreviewAsync).WithFormOptions(valueLengthLimit: 4 * 1024 * 1024);
        forms.MapPost("note/preview", PreviewNote).WithFormOptions(valueLengthLimit: 4 * 1024 * 1024);
        forms.MapGet("draft/files/{contentId}", PictureAsync);
        app.MapPost("/account/after-work", SaveAfterWorkAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();
        app.MapPost("/account/signature", SaveSignatureAsync).RequireAuthorization(Access.Agent).ExcludeFromDescription();
    }

    /// <summary>What ends a mail of an agent's in a ticket: the signature, and the footer of the mailbox; each empty for none.</summary>
    internal static async Task<(string Signature, string Footer)> EndingAsync(long number, HttpContext context, CancellationToken cancellation)
    {
        var services = context.RequestServices;
        if (await services.GetRequiredService<TicketReader>().FindAsync(number, cancellation) is not { } ticket)
        {
            return ("", "");
        }

        var (actor, now) = (context.User.Actor(), services.GetRequiredService<TimeProvider>().GetUtcNow());
        var mailbox = await services.GetRequiredService<SystemEmailTable>().FindAsync(ticket.SystemEmailId, cancellation);
        var signature = FieldWords.Fill(await services.GetRequiredService<SignatureTable>().FindAsync(actor.Id, cancellation), ticket, actor.Name, mailbox, now);
        return (signature, mailbox is null ? "" : FieldWords.Footer(await services.GetRequiredService<MailboxTable>().FindAsync(mailbox.Id, cancellation), actor.Name, mailbox, now));
    }

    /// <summary>Addresses the draft anew: to the sender, to all, or to somebody else with the mail and its files below. What was typed stays.</summary>
    private static async Task<IResult> BeginAsync(
        long number, IFormCollection form, TicketReader tickets, Drafts drafts, ReplyRecipients recipients, HttpContext context, CancellationToken cancellation)
    {
        if (await tickets.FindAsync(number, cancellation) is not { } ticket)
        {
            return TypedResults.NotFound();
        }

        var actor = context.User.Actor();
        var kept = await drafts.OpenAsync(ticket, actor.Id, recipients, cancellation);
        var (to, cc) = form["how"] == "sender" ? (await recipients.ToSenderAsync(ticket, cancellation), []) : await recipients.ToAllAsync(ticket, cancellation);
        var shown = AnswerForms.Read(form);
        if (await drafts.StandAsync(number, actor.Id, shown, cancellation) is not DraftKeeping.Kept and var stand)
        {
            return await DraftClash.RefuseAsync(number, stand, context);
        }

        var typed = AnswerForms.TypedText(form) ?? kept.Text;
        var mail = ticket.Entries.FirstOrDefault(entry => entry.Id.ToString(CultureInfo.InvariantCulture) == form["entry"]) ?? ticket.Entries.LastOrDefault(entry => entry.Kind is EntryKind.Mail);
        var draft = form["how"].ToString() switch
        {
            "forward" when mail is not null => kept with
            {
                To = "", Cc = "", Bcc = "", Forward = true, Text = ForwardedWords.Below(kept.Forward ? "" : typed, mail),
                Files = [.. kept.Files.Concat(mail.Attachments.Select(file => new ReplyAttachment(file.Content, file.Size, file.FileName, file.MediaType, null))).DistinctBy(file => (file.Content, file.FileName))],
            },
            _ => kept with { To = Written(to), Cc = Written(cc), Bcc = "", Forward = false, Text = typed },
        };
        // An answer quotes and a mail that is handed on does not: what was ticked for the one says nothing of the other.
        var options = shown.Forward == draft.Forward ? shown.Options : shown.Options is { } ticked ? ticked with { Quote = null } : null;
        draft = draft with { Version = shown.Version, Page = shown.Page, Options = options };
        if (await drafts.ReplaceAsync(number, actor.Id, draft, cancellation) is not DraftKeeping.Kept and var keeping)
        {
            return await DraftClash.RefuseAsync(number, keeping, context);
        }

        return TypedResults.LocalRedirect(TicketForms.PageOf(number, context, "#composer"));
    }

    /// <summary>A canned answer with its fields filled: to a script as words, else put below what was typed.</summary>
    private static async Task<IResult> InsertAsync(
        long number, IFormCollection form, CannedAnswerTable answers, TicketReader tickets, SystemEmailTable systemEmails, Drafts drafts, TimeProvider time, HttpContext context, CancellationToken cancellation)
    {
        if (!Guid.TryParse(form["canned"], out var id) || await answers.TakeAsync(id, cancellation) is not { } answer || await tickets.FindAsync(number, cancellation) is not { } ticket)
        {
            return TypedResults.NotFound();
        }

        var actor = context.User.Actor();
        var words = FieldWords.Fill(answer.Text, ticket, actor.Name, await systemEmails.FindAsync(ticket.SystemEmailId, cancellation), time.GetUtcNow());
        if (context.Request.Headers["X-Fragment"].Count > 0)
        {
            return TypedResults.Text(words, "text/plain; charset=utf-8");
        }

        var draft = AnswerForms.Read(form);
        var longer = draft with { Text = draft.Text.Length == 0 ? words : $"{draft.Text.TrimEnd()}\n\n{words}" };
        if (await drafts.SaveAsync(number, actor.Id, longer, cancellation) is not DraftKeeping.Kept and var keeping)
        {
            return await DraftClash.RefuseAsync(number, keeping, context);
        }

        return TypedResults.LocalRedirect(TicketForms.PageOf(number, context, "#composer"));
    }

    /// <summary>How the words will look, as a fragment of the page; made safe once more, as if a stranger had written it.</summary>
    private static async Task<IResult> PreviewAsync(long number, IFormCollection form, TicketReader tickets, HttpContext context, CancellationToken cancellation)
    {
        var words = AnswerForms.TypedText(form) ?? "";
        var (signature, footer) = await EndingAsync(number, context, cancellation);
        if (form["signature"] == "true" && !words.Contains(ReplyBody.SignatureMark, StringComparison.Ordinal) && signature.Length > 0)
        {
            words = $"{words.TrimEnd()}\n{ReplyBody.SignatureMark}{signature}";
        }

        // What the mail quotes belongs to how it looks.
        var quoted = form["quote"] == "true" && form["forward"] != "true" ? (await tickets.FindAsync(number, cancellation))?.Entries.LastOrDefault(entry => entry.Kind == EntryKind.Mail && entry.Automatic is null) : null;
        var html = ReplyBody.Write(words.Length > LongestPreview ? words[..LongestPreview] : words.ReplaceLineEndings("\n"), quoted, footer).Html;
        return TypedResults.Text(MailSanitizer.Rebuild(html, id => $"/tickets/{number}/draft/files/{Uri.EscapeDataString(id)}").Html, "text/html; charset=utf-8");
    }

    /// <summary>How a note will look, as a fragment of the page.</summary>
    private static ContentHttpResult PreviewNote(long number, IFormCollection form) => TypedResults.Text(NoteWords.Write(DatabaseText.Clean(form["text"].ToString(), TicketWork.LongestNote).Trim()).Value, "text/html; charset=utf-8");

    /// <summary>A picture of the agent's own draft, for its preview.</summary>
    private static async Task<IResult> PictureAsync(long number, string contentId, Drafts drafts, FileKinds kinds, MailStoreClient mailStore, HttpContext context, CancellationToken cancellation)
    {
        var file = (await drafts.FindAsync(number, context.User.Actor().Id, cancellation))?.Files.FirstOrDefault(file => file.ContentId == contentId);
        var kind = file is null ? null : (await kinds.ReadAsync([file.Content], mailStore, cancellation)).GetValueOrDefault(file.Content);
        return kind is not null && ShownPictures.Contains(kind) && await mailStore.OpenBlobAsync(file!.Content, cancellation) is { } bytes
            ? SafeDownload.Picture(context, bytes, kind)
            : TypedResults.NotFound();
    }

    private static async Task<IResult> SaveAfterWorkAsync(IFormCollection form, WayOn way, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        if (Enum.TryParse<AfterWork>(form["after"], out var chosen) && Enum.IsDefined(chosen))
        {
            await way.SaveAsync(context.User.Actor().Id, chosen, cancellation);
        }

        return flash.Redirect(context, "/account", new Flash(true, Translated.Of("Saved.")));
    }

    private static async Task<IResult> SaveSignatureAsync(IFormCollection form, SignatureTable signatures, FlashCookie flash, HttpContext context, CancellationToken cancellation)
    {
        var text = form["text"].ToString();
        if (SignatureTable.Problem(text) is { } tooLong)
        {
            return flash.Redirect(context, "/account", new Flash(false, Translated.Of("The signature was not kept."), tooLong, Fields: new Dictionary<string, string>(StringComparer.Ordinal) { ["signature"] = text }));
        }

        await signatures.SaveAsync(context.User.Actor().Id, text, cancellation);
        return flash.Redirect(context, "/account", new Flash(true, Translated.Of("The signature is kept.")));
    }

    private static string Written(IReadOnlyList<EntryAddress> addresses) => string.Join(", ", addresses.Select(address => address.Written));
}
