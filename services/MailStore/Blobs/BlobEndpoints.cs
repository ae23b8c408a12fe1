using HelpdeskMail.Contracts.Mail;
using HelpdeskMail.MailStore.Contents;
using HelpdeskMail.ServiceDefaults.Problems;
using HelpdeskMail.ServiceDefaults.ServiceCalls;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.MailStore.Blobs;

/// <summary>Files by their hash.</summary>
internal static class BlobEndpoints
{
    public static void MapBlobs(this WebApplication app)
    {
        var blobs = app.MapGroup("/blobs");
        blobs.MapPost("", StoreAsync).RequireCaller("helpdesk").TakesLongBodies();
        blobs.MapGet("{content}", ReadAsync).RequireCaller("helpdesk", "reply");
    }

    /// <summary>Keeps the body's bytes; the same bytes are kept once, and storing them again changes nothing.</summary>
    private static async Task<Results<Created<StoredBlob>, Ok<StoredBlob>, ProblemHttpResult>> StoreAsync(
        HttpRequest request, ContentWriter writer, BlobTable blobs, IOptions<MailStoreSettings> settings, CancellationToken cancellation)
    {
        if (await writer.ReadAsync(request, settings.Value.MaxBlobSize, cancellation) is not Arrival.Whole whole)
        {
            return ServiceProblems.Problem(
                StatusCodes.Status413PayloadTooLarge,
                "blob_too_large",
                $"The file has more than {settings.Value.MaxBlobSize} bytes, the most that is kept of one file.",
                "Raise MailStore:MaxBlobSize.");
        }

        var blob = new StoredBlob(whole.Content.Address, whole.Content.Size);
        return await blobs.StoreAsync(whole.Content, cancellation) ? TypedResults.Created($"/blobs/{blob.Content}", blob) : TypedResults.Ok(blob);
    }

    /// <summary>The file's bytes as a stream of known length.</summary>
    private static async Task<Results<KeptBytes, ProblemHttpResult>> ReadAsync(
        string content, BlobTable blobs, ContentReader contents, CancellationToken cancellation) =>
        await blobs.ContainsAsync(content, cancellation) && await contents.FindAsync(content, cancellation) is { } kept
            ? new KeptBytes(kept, "application/octet-stream")
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "blob_unknown", "There is no file of that hash.");
}
