using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Mail.Mime.Writing;

/// <summary>Writes the Content- fields of the parts.</summary>
internal static class EntityHeader
{
    private const int LongestName = 250;

    public static string Multipart(string subtype, string boundary, string? type = null)
    {
        var field = new FoldedField("Content-Type").Word($"multipart/{subtype}");
        if (type is not null)
        {
            // RFC 2387 section 3.1: related names the type of its root.
            ParameterWriter.Plain(field, "type", type);
        }

        ParameterWriter.Plain(field, "boundary", boundary);
        return field.ToString();
    }

    public static string Text(string subtype, BodyText body)
    {
        var field = new FoldedField("Content-Type").Word($"text/{subtype}");
        ParameterWriter.Plain(field, "charset", body.Charset);
        return $"{field}Content-Transfer-Encoding: {body.Encoding}\r\n";
    }

    public static string File(OutgoingFile file, string mediaType, string encoding, string? charset = null)
    {
        var name = CleanName(file.FileName);
        var type = new FoldedField("Content-Type").Word(mediaType);
        if (charset is not null)
        {
            ParameterWriter.Plain(type, "charset", charset);
        }

        ParameterWriter.EncodedName(type, name);
        var disposition = new FoldedField("Content-Disposition").Word(file.ContentId is null ? "attachment" : "inline");
        ParameterWriter.FileName(disposition, "filename", name);
        var id = file.ContentId is null ? "" : $"Content-ID: <{file.ContentId}>\r\n";
        return $"{type}{disposition}{id}Content-Transfer-Encoding: {encoding}\r\n";
    }

    /// <summary>The media type when it is one, else application/octet-stream. Parameters are not taken over.</summary>
    public static string MediaType(string given)
    {
        var type = ContentType.Parse(given);
        return type.Type.All(Atoms.IsTokenCharacter) && type.Subtype.All(Atoms.IsTokenCharacter) && !type.IsMultipart && given.Contains('/', StringComparison.Ordinal) && type.MediaType.Length < 60
            ? type.MediaType
            : "application/octet-stream";
    }

    private static string CleanName(string name)
    {
        name = EncodedWordWriter.Clean(name).Trim();
        var slash = name.LastIndexOfAny(['/', '\\']);
        name = name[(slash + 1)..];
        return name.Length == 0 ? "file" : name.Length > LongestName ? Shorten(name) : name;
    }

    // Without its extension nobody could open it.
    private static string Shorten(string name)
    {
        var extension = Path.GetExtension(name) is { Length: <= 20 } ending ? ending : "";
        return FileNames.Head(name, LongestName - extension.Length) + extension;
    }
}
