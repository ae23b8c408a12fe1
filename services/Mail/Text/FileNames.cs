using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Text;

/// <summary>Names for files that people see and save.</summary>
internal static class FileNames
{
    private const int Longest = 200;

    /// <summary>The sender's name for a part, or one made from what it is.</summary>
    public static string For(MimePart part)
    {
        var given = Clean(part.FileName ?? "");
        if (given.Length > 0)
        {
            return given;
        }

        var type = part.ContentType;
        if (part.IsMessage)
        {
            // No path stands in a subject: «34 Mbit/s».
            var subject = Clean((part.Message?.Subject ?? "").Replace('/', '-').Replace('\\', '-'));
            return subject.Length > 0 ? $"{subject}.eml" : "message.eml";
        }

        var described = Clean(part.Description ?? "");
        return described.Length > 0 && described.Contains('.', StringComparison.Ordinal) ? described : $"{Stem(type)}{Extension(type)}";
    }

    /// <summary>Without directories, control characters and what turns the direction of writing (which hides the real extension).</summary>
    public static string Clean(string name)
    {
        var slash = name.LastIndexOfAny(['/', '\\']);
        var kept = string.Concat(name[(slash + 1)..].Where(c => !char.IsControl(c) && c is not (>= '\u202A' and <= '\u202E') and not (>= '\u2066' and <= '\u2069') and not '\u200E' and not '\u200F'));
        kept = kept.Trim(' ', '.', '\t');
        return kept.Length > Longest ? $"{Head(kept, Longest - 12)}{Path.GetExtension(kept) switch { { Length: <= 12 } extension => extension, _ => "" }}" : kept;
    }

    /// <summary>The beginning of a longer name, with no half of a character.</summary>
    public static string Head(string name, int length) => name[..(char.IsHighSurrogate(name[length - 1]) ? length - 1 : length)];

    private static string Stem(ContentType type) => type switch
    {
        { Type: "image" or "audio" or "video" } => type.Type,
        { Type: "text", Subtype: "calendar" or "x-vcalendar" } or { Type: "application", Subtype: "ics" } => "invitation",
        { Type: "message", Subtype: "delivery-status" or "disposition-notification" or "feedback-report" } => type.Subtype,
        { Type: "message", Subtype: "global-delivery-status" or "global-disposition-notification" } => type.Subtype["global-".Length..],
        { Type: "text", Subtype: "rfc822-headers" } or { Type: "message", Subtype: "rfc822-headers" or "global-headers" } => "headers",
        _ => "file",
    };

    private static string Extension(ContentType type) => type.MediaType switch
    {
        "text/plain" or "message/delivery-status" or "message/disposition-notification" or "message/feedback-report" or "message/global-delivery-status" or "message/global-disposition-notification" or "message/rfc822-headers" or "message/global-headers" or "text/rfc822-headers" => ".txt",
        "text/html" => ".html",
        "text/calendar" or "text/x-vcalendar" or "application/ics" => ".ics",
        "image/jpeg" or "image/pjpeg" => ".jpg",
        "image/svg+xml" => ".svg",
        "text/vcard" or "text/x-vcard" or "text/directory" => ".vcf",
        "text/csv" => ".csv",
        "text/xml" or "application/xml" => ".xml",
        "application/json" => ".json",
        "application/zip" or "application/x-zip-compressed" => ".zip",
        "application/gzip" or "application/x-gzip" => ".gz",
        "audio/mpeg" or "audio/mp3" => ".mp3",
        "audio/wav" or "audio/x-wav" or "audio/wave" => ".wav",
        "audio/ogg" => ".ogg",
        "audio/amr" => ".amr",
        "video/mp4" => ".mp4",
        "application/pdf" => ".pdf",
        "text/rtf" or "application/rtf" => ".rtf",
        "application/pkcs7-signature" or "application/x-pkcs7-signature" => ".p7s",
        "application/pgp-signature" => ".asc",
        "application/octet-stream" => ".bin",
        _ when type.Type is "image" && type.Subtype.Length <= 5 && type.Subtype.All(char.IsAsciiLetterOrDigit) => $".{type.Subtype}",
        _ => ".bin",
    };
}
