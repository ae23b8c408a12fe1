using System.Globalization;
using HelpdeskMail.Helpdesk.Reading;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Helpdesk.Previews;

/// <summary>
/// Addresses of files that strangers have sent. They are signed and end soon, and need no session: a browser that is made to run such a file holds nothing there
/// that is worth having. With Helpdesk:FilesAddress they lie on a host of their own, to which no cookie of ours is ever sent.
/// </summary>
public sealed class FileLinks(LinkSigner signer, IOptions<HelpdeskSettings> settings, TimeProvider time)
{
    /// <summary>To be saved on the reader's disk.</summary>
    public const string Save = "save";

    /// <summary>To be drawn in place.</summary>
    public const string Show = "show";

    /// <summary>A download begins at once.</summary>
    private static readonly TimeSpan ToSave = TimeSpan.FromMinutes(5);

    /// <summary>A page is open for a working day; rounded, so that the address stays the same for a while and the browser keeps the picture.</summary>
    private static readonly TimeSpan ToShow = TimeSpan.FromHours(12);

    /// <summary>An address good for five minutes, at which the file is saved.</summary>
    public string ToDownload(long attachment, string fileName) => Make(Save, attachment, fileName, time.GetUtcNow() + ToSave);

    /// <summary>An address good for half a day to a day, at which a picture or PDF is drawn.</summary>
    public string ToDraw(long attachment)
    {
        var half = time.GetUtcNow().Ticks / ToShow.Ticks;
        return Make(Show, attachment, "file", new DateTimeOffset((half + 2) * ToShow.Ticks, TimeSpan.Zero));
    }

    /// <summary>Whether an address was made here and has not ended.</summary>
    public bool IsGood(string use, long attachment, long until, string signature) =>
        signer.IsRight($"file {use}", Value(attachment, until), signature) && DateTimeOffset.FromUnixTimeSeconds(until) > time.GetUtcNow();

    private string Make(string use, long attachment, string fileName, DateTimeOffset end)
    {
        var until = end.ToUnixTimeSeconds();
        var signature = signer.Sign($"file {use}", Value(attachment, until));
        return string.Create(CultureInfo.InvariantCulture, $"{settings.Value.FilesAddress?.TrimEnd('/')}/files/{use}/{attachment}/{until}/{signature}/{Uri.EscapeDataString(fileName)}");
    }

    private static string Value(long attachment, long until) => string.Create(CultureInfo.InvariantCulture, $"{attachment} {until}");
}
