using System.Text.Json;
using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.MailStore.Contents;
using HelpdeskMail.ServiceDefaults.Problems;
using HelpdeskMail.ServiceDefaults.ServiceCalls;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HelpdeskMail.MailStore.Receipts;

/// <summary>Where receipts and the raw messages behind them are read.</summary>
internal static class ReceiptEndpoints
{
    private const string MediaType = "message/rfc822";
    private const int LongestPage = 200;

    public static void MapReceipts(this WebApplication app)
    {
        var receipts = app.MapGroup("/receipts").RequireCaller("fetch", "helpdesk");
        receipts.MapGet("", ListAsync);
        receipts.MapGet("by-content/{content}", ListByContentAsync);
        receipts.MapGet("waiting", WaitingAsync);
        receipts.MapGet("{id:long}", FindAsync);
        receipts.MapGet("{id:long}/raw", RawAsync);
        receipts.MapGet("{id:long}/header", HeaderAsync);
        receipts.MapGet("{id:long}/mail", MailAsync);
        receipts.MapPost("mails", (long[] ids, ReceiptTable table) => new ManyMails(table, ids));
    }

    /// <summary>Receipts newest first; <c>failed=true</c> gives those whose message could not be read. The next page begins before the last number of this one.</summary>
    private static async Task<Ok<IReadOnlyList<MailReceipt>>> ListAsync(
        ReceiptTable receipts,
        CancellationToken cancellation,
        [FromQuery] bool failed = false,
        [FromQuery] Guid? systemEmailId = null,
        [FromQuery] long? before = null,
        [FromQuery] int limit = 50) =>
        TypedResults.Ok(await receipts.ListAsync(failed, systemEmailId, before, Math.Clamp(limit, 1, LongestPage), cancellation));

    private static async Task<Results<Ok<IReadOnlyList<MailReceipt>>, ProblemHttpResult>> ListByContentAsync(
        string content, ReceiptTable receipts, CancellationToken cancellation) =>
        ContentAddress.Parse(content) is { } hash
            ? TypedResults.Ok(await receipts.ListByContentAsync(hash, cancellation))
            : ServiceProblems.Problem(StatusCodes.Status400BadRequest, "hash_invalid", "The content is not named by 64 hexadecimal digits.");

    private static async Task<Ok<WaitingMail>> WaitingAsync(ReceiptTable receipts, CancellationToken cancellation) => TypedResults.Ok(await receipts.CountWaitingAsync(cancellation));

    private static async Task<Results<Ok<MailReceipt>, ProblemHttpResult>> FindAsync(long id, ReceiptTable receipts, CancellationToken cancellation) =>
        await receipts.FindAsync(id, cancellation) is { } receipt ? TypedResults.Ok(receipt) : Unknown(id);

    /// <summary>The raw message, as a stream of known length.</summary>
    private static async Task<Results<KeptBytes, ProblemHttpResult>> RawAsync(
        long id, ReceiptTable receipts, ContentReader contents, CancellationToken cancellation)
    {
        if (await receipts.FindAsync(id, cancellation) is not { } receipt)
        {
            return Unknown(id);
        }

        if (receipt.Content is { } address)
        {
            return await contents.FindAsync(address, cancellation) is { } content
                ? new KeptBytes(content, MediaType)
                : ServiceProblems.Problem(
                    StatusCodes.Status404NotFound, "raw_removed", $"The raw message of receipt {id} was removed by a retention rule.", "Its entry stays. MailStore:Retention says how long raw mail is kept.");
        }

        return ServiceProblems.Problem(
            StatusCodes.Status404NotFound, "raw_not_kept", $"The message of receipt {id} could not be read whole: {receipt.Failure}", $"Its header, if any, is at /receipts/{id}/header.");
    }

    /// <summary>Both at once: the raw message, and its receipt in a field of the answer (<see cref="MailReceipt.Header"/>); 204 with that field alone where no raw message is kept.</summary>
    private static async Task<Results<KeptBytes, NoContent, ProblemHttpResult>> MailAsync(long id, ReceiptTable receipts, HttpResponse answer, CancellationToken cancellation)
    {
        if (await receipts.FindMailsAsync([id], cancellation) is not [var (receipt, content)])
        {
            return Unknown(id);
        }

        answer.Headers[MailReceipt.Header] = JsonSerializer.Serialize(receipt, JsonSerializerOptions.Web);
        return content is null ? TypedResults.NoContent() : new KeptBytes(content, MediaType);
    }

    /// <summary>The header of a message that could not be read whole.</summary>
    private static async Task<Results<KeptBytes, ProblemHttpResult>> HeaderAsync(
        long id, ReceiptTable receipts, ContentReader contents, CancellationToken cancellation) =>
        await receipts.FindHeaderAsync(id, cancellation) is { } address && await contents.FindAsync(address, cancellation) is { } content
            ? new KeptBytes(content, MediaType)
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "header_not_kept", $"No header is kept for receipt {id}.", "An ordinary message is read at its raw address.");

    private static ProblemHttpResult Unknown(long id) =>
        ServiceProblems.Problem(StatusCodes.Status404NotFound, "receipt_unknown", $"There is no receipt {id}.");
}
