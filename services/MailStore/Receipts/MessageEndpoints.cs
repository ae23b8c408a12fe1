using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.MailStore.Contents;
using HelpdeskMail.ServiceDefaults.Problems;
using HelpdeskMail.ServiceDefaults.ServiceCalls;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.MailStore.Receipts;

/// <summary>Where messages come in: whole ones, and those of which only a header and a reason could be had.</summary>
internal static class MessageEndpoints
{
    /// <summary>A header larger than this is no header; the rest is not read.</summary>
    private const long MaxHeaderSize = 1024 * 1024;

    private const int LongestReason = 2000;

    public static void MapMessages(this WebApplication app)
    {
        var messages = app.MapGroup("/messages").RequireCaller("fetch", "helpdesk");
        messages.MapPost("", StoreAsync).TakesLongBodies();
        messages.MapPost("failed", StoreFailedAsync).TakesLongBodies();
    }

    /// <summary>Stores the raw message in the body. 201 for a new place, 200 for one that was stored before; both say the receipt's number.</summary>
    private static async Task<Results<Created<StoredMail>, Ok<StoredMail>, ProblemHttpResult>> StoreAsync(
        [AsParameters] PlaceQuery query,
        HttpRequest request,
        ContentWriter writer,
        ReceiptTable receipts,
        IOptions<MailStoreSettings> settings,
        TimeProvider time,
        CancellationToken cancellation)
    {
        if (query.Problem() is { } problem)
        {
            return PlaceInvalid(problem);
        }

        switch (await writer.ReadAsync(request, settings.Value.MaxMessageSize, cancellation))
        {
            case Arrival.TooLarge tooLarge:
                return ServiceProblems.Problem(
                    StatusCodes.Status413PayloadTooLarge,
                    "message_too_large",
                    $"The message has more than {tooLarge.Limit} bytes, the most that is kept of one message.",
                    "Raise MailStore:MaxMessageSize, or post it to /messages/failed with its header.");
            case Arrival.Whole { Content.Size: 0 }:
                return ServiceProblems.Problem(StatusCodes.Status400BadRequest, "message_empty", "The message has no bytes.", "Send the raw message as the body.");
            case Arrival.Whole whole:
                var stored = await receipts.StoreAsync(query.Place, whole.Content, query.ReceivedAt ?? time.GetUtcNow(), query.Join ?? false, cancellation);
                return stored.Created ? TypedResults.Created($"/receipts/{stored.ReceiptId}", stored) : TypedResults.Ok(stored);
            default:
                throw new InvalidOperationException("Unknown arrival.");
        }
    }

    /// <summary>Lists a message that could not be read whole; the body is its header, or nothing.</summary>
    private static async Task<Results<Ok<MailReceipt>, ProblemHttpResult>> StoreFailedAsync(
        [AsParameters] PlaceQuery query,
        [FromQuery] string reason,
        [FromQuery] long? size,
        HttpRequest request,
        ContentWriter writer,
        ReceiptTable receipts,
        TimeProvider time,
        CancellationToken cancellation)
    {
        if (query.Problem() is { } problem)
        {
            return PlaceInvalid(problem);
        }

        var words = reason.Replace('\0', ' ').Trim();
        if (words.Length is 0 or > LongestReason)
        {
            return ServiceProblems.Problem(StatusCodes.Status400BadRequest, "reason_invalid", $"The reason has {words.Length} characters.", $"Give 1 to {LongestReason}.");
        }

        return await writer.ReadAsync(request, MaxHeaderSize, cancellation) is Arrival.Whole header
            ? TypedResults.Ok(await receipts.StoreFailureAsync(query.Place, header.Content, Math.Max(0, size ?? 0), query.ReceivedAt ?? time.GetUtcNow(), words, cancellation))
            : ServiceProblems.Problem(StatusCodes.Status413PayloadTooLarge, "header_too_large", $"The header has more than {MaxHeaderSize} bytes.", "Send its beginning only.");
    }

    private static ProblemHttpResult PlaceInvalid(string problem) => ServiceProblems.Problem(StatusCodes.Status400BadRequest, "place_invalid", problem);
}
