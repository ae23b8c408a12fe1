using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>Gives the files of a mail to the MailStore, where they lie under their digest: doing it again changes nothing.</summary>
public sealed partial class EntryFiles(MailStoreClient mailStore, SharedCalls calls, ILogger<EntryFiles> logger)
{
    /// <summary>More files than this are only in the mail's source.</summary>
    private const int Most = 200;

    /// <summary>A mail of many files is not to wait for them one by one; as many as this are in memory.</summary>
    private const int AtOnce = 8;

    /// <summary>Keeps the files, in their order. One that the MailStore finds too large is left out; it is still in the mail's source.</summary>
    public async Task<IReadOnlyList<KeptFile>> StoreAsync(IReadOnlyList<MailFile> files, CancellationToken cancellation)
    {
        if (files.Count == 0)
        {
            return [];
        }

        var kept = new KeptFile?[Math.Min(files.Count, Most)];
        await Parallel.ForAsync(0, kept.Length, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, async (place, stop) => kept[place] = await KeepAsync(files[place], stop));
        return [.. kept.OfType<KeptFile>()];
    }

    private async Task<KeptFile?> KeepAsync(MailFile file, CancellationToken cancellation)
    {
        if (await calls.StoreBlobAsync(file.Open, mailStore, cancellation) is not { } blob)
        {
            LogTooLarge(logger, file.MediaType);
            return null;
        }

        return new KeptFile(
            blob.Content, blob.Size, DatabaseText.OneLine(file.FileName, 200), DatabaseText.OneLine(file.MediaType, 120), DatabaseText.CleanOrNull(file.Location ?? file.ContentId ?? file.Part?.ContentLocation, 300), file.IsInline);
    }

    [LoggerMessage(EventId = 12, EventName = "intake.file_too_large", Level = LogLevel.Warning, Message = "A file ({MediaType}) of a mail is larger than the MailStore takes and is only in the mail's source")]
    private static partial void LogTooLarge(ILogger logger, string mediaType);
}
