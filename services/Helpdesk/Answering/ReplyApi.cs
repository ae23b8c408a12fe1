using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Answers by the API.</summary>
internal static class ReplyApi
{
    private const int MostFiles = 50;

    public static void MapReplyApi(this RouteGroupBuilder api)
    {
        var replies = api.MapGroup("").WithTags("Answers").ProducesProblem(StatusCodes.Status401Unauthorized);
        replies.MapPost("/tickets/{number:long}/replies", SendAsync).WithSummary("Sends a reply. It is stored when this answers; how far it has come is told by the ticket.");
        replies.MapPost("/tickets/{number:long}/replies/{replyId:guid}/again", AgainAsync).WithSummary("Sends a reply again to those it did not reach.");
        replies.MapPost("/tickets/{number:long}/replies/{replyId:guid}/settle", SettleAsync).WithSummary("Takes the caller's word that a reply in the state Unknown was sent.");
        replies.MapPost("/tickets/{number:long}/replies/{replyId:guid}/cancel", CancelAsync).WithSummary("Takes a reply back that has not left.");
        replies.MapPost("/tickets/{number:long}/replies/{replyId:guid}/edit", EditAsync).WithSummary("Takes a reply back that has not left, and puts it into the draft to be changed.");
        replies.MapPost("/files", AddFileAsync).WithSummary("Keeps a file for a reply; the body is its bytes.").Accepts<IFormFile>("application/octet-stream")
            .WithMetadata(new RequestSizeLimitAttribute(210_000_000));
        replies.MapGet("/outgoing", ListAsync).WithSummary("Replies that are not sent, oldest first.");
        replies.MapPost("/outgoing/mailboxes/{mailboxId:guid}/retry", RetryAsync).WithSummary("Has a mailbox that is held back tried again now.");
        replies.MapGet("/outgoing/mailboxes", MailboxesAsync).WithSummary("How sending fares, mailbox by mailbox.");
    }

    private static async Task<Results<Accepted<AddedEntry>, ProblemHttpResult>> SendAsync(
        long number,
        ReplyDraft draft,
        ReplyDesk desk,
        TicketReader tickets,
        ReplyRecipients recipients,
        MailStoreClient mailStore,
        HttpContext context,
        CancellationToken cancellation)
    {
        if (await tickets.FindAsync(number, cancellation) is not { } ticket)
        {
            return TicketApi.Unknown(number);
        }

        var files = new List<ReplyAttachment>();
        foreach (var file in draft.Files?.Take(MostFiles + 1) ?? [])
        {
            if (files.Count == MostFiles)
            {
                return ServiceProblems.Problem(StatusCodes.Status400BadRequest, "files_too_many", $"The reply has more than {MostFiles} files.", "Put several into one archive.");
            }

            using var bytes = file.Content is { Length: 64 } && file.Content.All(char.IsAsciiHexDigitLower) ? await mailStore.OpenBlobAsync(file.Content, cancellation) : null;
            if (bytes?.Length is not { } size)
            {
                return ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, "file_unknown", $"There is no file {file.Content}.", "Send its bytes to /api/v1/files first.");
            }

            files.Add(new ReplyAttachment(file.Content!, size, FileDesk.CleanName(file.FileName ?? "file"), ContentType.Parse(file.MediaType ?? "").MediaType, null));
        }

        var (to, cc) = draft.To is null ? await recipients.ToAllAsync(ticket, cancellation) : ([], []);
        var request = new ReplyRequest(
            draft.ReplyId is { } id && id != Guid.Empty ? id : Guid.NewGuid(),
            draft.To is null ? Join(to.Select(address => address.Written)) : Join(draft.To),
            draft.Cc is null && draft.To is null ? Join(cc.Select(address => address.Written)) : Join(draft.Cc ?? []),
            Join(draft.Bcc ?? []),
            draft.Text ?? "",
            draft.Quote,
            files,
            draft.Close ?? false)
        {
            SendAfter = draft.SendAfter,
            ReadReceipt = draft.ReadReceipt ?? false,
            Forward = draft.Forward ?? false,
            ThenWait = draft.Wait ?? false,
            KnownMail = draft.Known,
            RefusedForNews = draft.Known is not null,
        };
        return await desk.TakeAsync(number, request, context.User.Actor(), cancellation) switch
        {
            ReplyAnswer.Accepted accepted => TypedResults.Accepted($"/api/v1/tickets/{number}", new AddedEntry(number, accepted.EntryId)),
            ReplyAnswer.News => TicketApi.News(),
            ReplyAnswer.Refused refused => ServiceProblems.Problem(StatusCodes.Status422UnprocessableEntity, refused.Code, refused.What, refused.Remedy),
            _ => TicketApi.Unknown(number),
        };
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> AgainAsync(long number, Guid replyId, SendAgain again, HttpContext context, CancellationToken cancellation) =>
        await again.SendAsync(number, replyId, context.User.Actor(), cancellation) ? TypedResults.NoContent() : NotInThatState();

    private static async Task<Results<NoContent, ProblemHttpResult>> SettleAsync(long number, Guid replyId, SendAgain again, HttpContext context, CancellationToken cancellation) =>
        await again.SettleAsSentAsync(number, replyId, context.User.Actor(), cancellation) ? TypedResults.NoContent() : NotInThatState();

    private static async Task<Results<NoContent, ProblemHttpResult>> CancelAsync(long number, Guid replyId, TakeBack takeBack, HttpContext context, CancellationToken cancellation) =>
        await takeBack.CancelAsync(number, replyId, context.User.Actor(), cancellation) ? TypedResults.NoContent() : NotInThatState();

    private static async Task<Results<NoContent, ProblemHttpResult>> EditAsync(long number, Guid replyId, TakeBack takeBack, HttpContext context, CancellationToken cancellation) =>
        await takeBack.EditAsync(number, replyId, context.User.Actor(), cancellation) ? TypedResults.NoContent() : NotInThatState();

    private static async Task<Results<NoContent, ProblemHttpResult>> RetryAsync(Guid mailboxId, ReplyClient replies, HttpContext context, CancellationToken cancellation)
    {
        if (context.User.Actor().Mailboxes?.Contains(mailboxId) == false)
        {
            return ServiceProblems.Problem(StatusCodes.Status404NotFound, "system_email_unknown", $"There is no system email {mailboxId} that is open to you.", "They are listed at /api/v1/outgoing/mailboxes.");
        }

        try
        {
            await replies.RetryMailboxAsync(mailboxId, cancellation);
            return TypedResults.NoContent();
        }
        catch (HttpRequestException)
        {
            return ServiceProblems.Problem(StatusCodes.Status503ServiceUnavailable, "reply_unavailable", "The sending service does not answer.", "Try again in a moment.");
        }
    }

    private static async Task<Results<Created<StoredBlob>, ProblemHttpResult>> AddFileAsync(
        HttpRequest request, MailStoreClient mailStore, IOptions<HelpdeskSettings> settings, CancellationToken cancellation)
    {
        var most = settings.Value.MaxFileSize;
        if (request.ContentLength is not { } length)
        {
            return ServiceProblems.Problem(StatusCodes.Status411LengthRequired, "length_missing", "The size of the file is not said.", "Send Content-Length.");
        }

        return length <= most && await mailStore.StoreBlobAsync(request.Body, cancellation) is { } blob
            ? TypedResults.Created((string?)null, blob)
            : ServiceProblems.Problem(StatusCodes.Status413PayloadTooLarge, "file_too_large", $"The file has more than {most} bytes, the most that is taken.", "Raise Helpdesk:MaxFileSize, or share it by a link.");
    }

    private static async Task<Ok<IReadOnlyList<WaitingReply>>> ListAsync(OutgoingList list, HttpContext context, CancellationToken cancellation) =>
        TypedResults.Ok(await list.ReadAsync(context.User.Actor().Id, cancellation));

    private static async Task<Results<Ok<IReadOnlyList<MailboxTraffic>>, ProblemHttpResult>> MailboxesAsync(ReplyClient replies, HttpContext context, CancellationToken cancellation)
    {
        try
        {
            var open = context.User.Actor().Mailboxes;
            return TypedResults.Ok<IReadOnlyList<MailboxTraffic>>([.. (await replies.MailboxesAsync(cancellation)).Where(mailbox => open?.Contains(mailbox.SystemEmailId) != false)]);
        }
        catch (HttpRequestException)
        {
            return ServiceProblems.Problem(StatusCodes.Status503ServiceUnavailable, "reply_unavailable", "The sending service does not answer.", "Try again in a moment.");
        }
    }

    private static ProblemHttpResult NotInThatState() =>
        ServiceProblems.Problem(StatusCodes.Status409Conflict, "reply_state", "The reply is not there, or not in a state for that.", "Read the ticket for its present state.");

    private static string Join(IEnumerable<string> addresses) => string.Join(", ", addresses);
}
