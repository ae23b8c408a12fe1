using HelpdeskMail.Contracts.Replies;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.Pages;
using HelpdeskMail.Mail.Mime;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Answering;

/// <summary>Takes the files of an answer: bytes to the MailStore, names to the draft.</summary>
public sealed class FileDesk(MailStoreClient mailStore, Drafts drafts, IOptions<HelpdeskSettings> settings)
{
    private const int Most = 50;
    private const int LongestName = 200;

    /// <summary>Adds files to a draft, which is kept with them; <paramref name="contentId"/> names a picture that the words show.</summary>
    /// <returns>What is wrong with the first that was not taken; null when all were.</returns>
    public async Task<Flash?> AddAsync(long ticket, Guid person, Draft draft, IFormFileCollection files, CancellationToken cancellation, string? contentId = null)
    {
        foreach (var file in files.Where(file => file.Length > 0 || file.FileName.Length > 0))
        {
            var name = CleanName(file.FileName);
            if (file.Length > settings.Value.MaxFileSize)
            {
                return TooLarge(name);
            }

            if ((await drafts.FindAsync(ticket, person, cancellation))?.Files.Count >= Most)
            {
                return new Flash(false, Translated.Of("{0} was not added.", name), Translated.Of("An answer takes {0} files. Put several into one archive.", Most));
            }

            await using var bytes = file.OpenReadStream();
            if (await mailStore.StoreBlobAsync(bytes, cancellation) is not { } blob)
            {
                return TooLarge(name);
            }

            var type = ContentType.Parse(file.ContentType ?? "application/octet-stream").MediaType;
            await drafts.AddFileAsync(ticket, person, draft, new ReplyAttachment(blob.Content, blob.Size, name, DatabaseText.OneLine(type, 120), contentId), cancellation);
        }

        return null;
    }

    /// <summary>A file's name without folders and what cannot stand in a name.</summary>
    internal static string CleanName(string name)
    {
        var bare = name[(name.LastIndexOfAny(['/', '\\']) + 1)..];
        var shown = DatabaseText.OneLine(string.Concat(bare.Where(c => !char.IsControl(c) && c is not (>= '\u202A' and <= '\u202E') and not (>= '\u2066' and <= '\u2069'))), 1000);
        if (shown.Length > LongestName)
        {
            // Without its extension nobody could open it.
            var extension = Path.GetExtension(shown) is { Length: <= 20 } ending ? ending : "";
            shown = DatabaseText.OneLine(shown, LongestName - extension.Length) + extension;
        }

        return shown.Trim('.', ' ').Length == 0 ? "file" : shown;
    }

    private Flash TooLarge(string name) =>
        new(false, Translated.Of("{0} was not added.", name), Translated.Of("A file has {0} at most. Share a larger one by a link.", Moments.Size(settings.Value.MaxFileSize)));
}
