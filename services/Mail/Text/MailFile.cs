using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Mail.Text;

/// <summary>A file that came with a message: a part, a file out of winmail.dat, or one uuencoded within the text.</summary>
public sealed record MailFile
{
    private readonly Func<ReadOnlyMemory<byte>> bytes;

    internal MailFile(MimePart part, string fileName, ShownParts shown)
        : this(fileName, part.ContentType.MediaType, () => part.DecodedBody())
    {
        Part = part;
        ContentId = part.ContentId;
        Location = shown.LocationOf(part);
        IsInline = Location is not null || shown.Contains(part.ContentId);
    }

    internal MailFile(string fileName, string mediaType, Func<ReadOnlyMemory<byte>> bytes)
    {
        FileName = fileName;
        MediaType = mediaType;
        this.bytes = bytes;
    }

    /// <summary>Name for people: the sender's without directories and control characters, or one made from the type. Never empty.</summary>
    public string FileName { get; }

    /// <summary>«type/subtype» as the sender says; not checked against the content.</summary>
    public string MediaType { get; }

    /// <summary>Content-ID without brackets, or null.</summary>
    public string? ContentId { get; internal init; }

    /// <summary>The address by which the HTML shows the file (RFC 2557), as it is written there; null when it shows it by its Content-ID, or not at all.</summary>
    public string? Location { get; }

    /// <summary>Whether the HTML shows the file itself (by cid: or its Content-Location), so that it need not be listed.</summary>
    public bool IsInline { get; internal init; }

    /// <summary>The part it is; null for a file that was inside another part.</summary>
    public MimePart? Part { get; }

    /// <summary>The content, decoded on each call.</summary>
    public ReadOnlyMemory<byte> Bytes() => bytes();

    /// <summary>The content as a stream that decodes while it is read.</summary>
    public Stream Open() => Part?.OpenDecoded() ?? new Mime.Transfer.MemoryReadStream(bytes());
}
