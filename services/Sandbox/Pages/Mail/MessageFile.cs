using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Sandbox.Pages.Mail;

/// <summary>A file in a mail: its place among the leaves, and its Content-ID where the HTML can name it.</summary>
public sealed record MessageFile(int Index, string Name, string Type, int Size, string? ContentId)
{
    public static MessageFile Of(MimePart part, int index) =>
        new(index, part.FileName ?? "(no name)", part.ContentType.MediaType, part.DecodedBody().Length, part.ContentId);
}
