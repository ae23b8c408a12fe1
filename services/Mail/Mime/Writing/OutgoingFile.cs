namespace HelpdeskMail.Mail.Mime;

/// <summary>A file to send, opened only while it is being written.</summary>
/// <param name="FileName">Name for the reader; any characters. Directories and control characters are taken off.</param>
/// <param name="MediaType">«type/subtype»; what is not one becomes application/octet-stream.</param>
/// <param name="Open">Gives the bytes from their start; called once or twice for each writing, the stream is disposed by the writer.</param>
/// <param name="Length">Bytes of the file, for estimating the size of the message.</param>
public sealed record OutgoingFile(string FileName, string MediaType, Func<CancellationToken, ValueTask<Stream>> Open, long Length)
{
    /// <summary>Id without brackets by which the HTML shows the file as «cid:…»; makes the file part of the HTML instead of an attachment.</summary>
    public string? ContentId { get; init; }

    /// <summary>A file whose bytes are in memory already.</summary>
    public static OutgoingFile FromBytes(string fileName, string mediaType, ReadOnlyMemory<byte> bytes) =>
        new(fileName, mediaType, _ => ValueTask.FromResult<Stream>(new Transfer.MemoryReadStream(bytes)), bytes.Length);
}
