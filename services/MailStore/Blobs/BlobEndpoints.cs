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
    private const int Most = 500;

    public static void MapBlobs(this WebApplication app)
    {
        var blobs = app.MapGroup("/blobs");
        blobs.MapPost("", StoreAsync).RequireCaller("helpdesk").TakesLongBodies();
        blobs.MapPost("batch", StoreManyAsync).RequireCaller("helpdesk").TakesLongBodies();
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

    /// <summary>Keeps many small files at once, given in the form of <see cref="Framing"/>; answers in the same order, with null for one that is larger than the limit.</summary>
    private static async Task<Ok<StoredBlob?[]>> StoreManyAsync(HttpRequest request, BlobTable blobs, IOptions<MailStoreSettings> settings, CancellationToken cancellation)
    {
        var files = new List<Task<StoredBlob?>>();
        try
        {
            while (await Framing.ReadHeadAsync<BlobHead>(request.Body, cancellation) is { } head)
            {
                if (head.Size is < 0 or > BlobHead.Most || files.Count == Most)
                {
                    throw new InvalidDataException($"A batch has {Most} files of {BlobHead.Most} bytes at most; larger ones are sent alone.");
                }

                var bytes = new byte[head.Size];
                await Framing.ReadBytesAsync(request.Body, bytes, cancellation);
                files.Add(Task.Run(() => KeepAsync(bytes, blobs, settings.Value.MaxBlobSize, cancellation), cancellation));
            }

            return TypedResults.Ok(await Task.WhenAll(files));
        }
        catch (InvalidDataException exception)
        {
            throw new BadHttpRequestException(exception.Message, exception);
        }
        finally
        {
            await ((Task)Task.WhenAll(files)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<StoredBlob?> KeepAsync(byte[] bytes, BlobTable blobs, long limit, CancellationToken cancellation)
    {
        if (bytes.Length > limit)
        {
            return null;
        }

        var content = StagedContent.Of(bytes);
        await blobs.StoreAsync(content, cancellation);
        return new StoredBlob(content.Address, content.Size);
    }

    /// <summary>The file's bytes as a stream of known length.</summary>
    private static async Task<Results<KeptBytes, ProblemHttpResult>> ReadAsync(
        string content, BlobTable blobs, ContentReader contents, CancellationToken cancellation) =>
        await blobs.ContainsAsync(content, cancellation) && await contents.FindAsync(content, cancellation) is { } kept
            ? new KeptBytes(kept, "application/octet-stream")
            : ServiceProblems.Problem(StatusCodes.Status404NotFound, "blob_unknown", "There is no file of that hash.");
}
