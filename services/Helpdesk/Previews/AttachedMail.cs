using HelpdeskMail.Helpdesk.Intake;
using HelpdeskMail.Helpdesk.MailStore;
using HelpdeskMail.Helpdesk.Reading;
using HelpdeskMail.Helpdesk.Tickets;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Helpdesk.Previews;

/// <summary>A mail that lies in another one as a file, read to be looked at.</summary>
/// <param name="Mail">What it says.</param>
/// <param name="Date">When it was written; null when it does not say.</param>
internal sealed record AttachedMail(PreparedMail Mail, DateTimeOffset? Date)
{
    /// <summary>A larger one is only saved, in bytes.</summary>
    private const int Largest = 25 * 1024 * 1024;

    private const int MostFiles = 50;

    /// <summary>Pictures of it that are shown within it, in bytes of all of them.</summary>
    private const int MostPictures = 8 * 1024 * 1024;

    /// <summary>Places in which its HTML shows one of its pictures.</summary>
    private const int MostPlaces = 1000;

    /// <summary>Reads it; null when it is too large, or the MailStore does not have it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mailStore">Where its bytes are.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="HttpRequestException">The MailStore is away; try again later.</exception>
    public static async Task<AttachedMail?> ReadAsync(EntryAttachment file, MailStoreClient mailStore, CancellationToken cancellation)
    {
        using var stored = file.Size > Largest ? null : await mailStore.OpenBlobAsync(file.Content, cancellation);
        if (stored is null)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        await stored.Stream.CopyToAsync(bytes, cancellation);
        var raw = bytes.ToArray();
        return new AttachedMail(PreparedMail.Read(raw, file.Content), MimeMessage.Parse(raw).Date);
    }

    /// <summary>Its files by their places, beside those that its HTML shows, and what each is.</summary>
    public IEnumerable<(int Place, MailFile File, FileVerdict Verdict)> Files() =>
        Mail.Files.Take(MostFiles).Select((file, place) => (place, file, VerdictOf(file))).Where(one => !one.file.IsInline);

    /// <summary>A file at a place, for whoever saves it; null where there is none, and for one that can do harm: that is had with the whole mail only.</summary>
    public MailFile? FileAt(int place) => place >= 0 && place < Mail.Files.Count && VerdictOf(Mail.Files[place]).Danger is null ? Mail.Files[place] : null;

    private static FileVerdict VerdictOf(MailFile file)
    {
        using var bytes = file.Open();
        var head = new byte[FileSignature.HeadLength];
        return FileVerdict.Of(file.FileName, file.MediaType, FileSignature.Read(head.AsSpan(0, bytes.ReadAtLeast(head, head.Length, throwOnEndOfStream: false))));
    }

    /// <summary>Its HTML made safe, as a document with its own pictures in it; null when it has none.</summary>
    /// <param name="original">Where the whole mail is.</param>
    public string? Document(string original) => Document(original, file => file.Bytes());

    /// <summary>The same, its pictures' bytes had from elsewhere.</summary>
    /// <param name="original">Where the whole mail is.</param>
    /// <param name="bytesOf">The bytes of a picture, asked for once.</param>
    internal string? Document(string original, Func<MailFile, ReadOnlyMemory<byte>> bytesOf)
    {
        if (Mail.Html is not { } html)
        {
            return null;
        }

        var (left, places) = (MostPictures, MostPlaces);
        var judged = new Dictionary<string, (int Size, string? Address)>(StringComparer.OrdinalIgnoreCase);
        var pictures = Mail.Files.Where(file => file.IsInline).DistinctBy(NameOf, StringComparer.OrdinalIgnoreCase).ToDictionary(NameOf, file => file, StringComparer.OrdinalIgnoreCase);
        return EntryBodyDocument.Write(html, name => pictures.TryGetValue(name, out var file) ? Drawn(name, file) : null, remotePicture: null, original);

        // A picture is decoded once, but takes its place in the document each time that it is shown.
        string? Drawn(string name, MailFile file)
        {
            if (left <= 0 || places <= 0)
            {
                return null;
            }

            if (!judged.TryGetValue(name, out var picture))
            {
                judged[name] = picture = Judge(bytesOf(file));
            }

            if (picture.Address is null || picture.Size > left)
            {
                return null;
            }

            left -= picture.Size;
            places--;
            return picture.Address;
        }

        (int Size, string? Address) Judge(ReadOnlyMemory<byte> picture)
        {
            var kind = FileSignature.Read(picture.Span);
            return (picture.Length, picture.Length <= left && ShownPictures.Contains(kind) ? $"data:{kind};base64,{Convert.ToBase64String(picture.Span)}" : null);
        }
    }

    private static string NameOf(MailFile file) => file.Location ?? file.ContentId ?? "";
}
