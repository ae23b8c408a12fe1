using System.IO.Pipelines;
using HelpdeskMail.Mail.Mime.Writing;

namespace HelpdeskMail.Mail.Mime;

/// <summary>
/// A message that was checked and laid out, ready to be written as often as needed: the bytes are the same each time as long as its
/// files give the same bytes.
/// </summary>
public sealed class PreparedMessage
{
    private readonly IReadOnlyList<Segment> segments;

    internal PreparedMessage(IReadOnlyList<Segment> segments, IReadOnlyList<string> recipients, string sender, bool needsEightBitMime, bool needsSmtpUtf8)
    {
        this.segments = segments;
        Recipients = recipients;
        Sender = sender;
        NeedsEightBitMime = needsEightBitMime;
        NeedsSmtpUtf8 = needsSmtpUtf8;
    }

    /// <summary>Envelope sender: the address in From, as SMTP wants it.</summary>
    public string Sender { get; }

    /// <summary>Envelope recipients: To, Cc and Bcc, each once, as SMTP wants them.</summary>
    public IReadOnlyList<string> Recipients { get; }

    /// <summary>The same in the same order as the message's maker wrote them.</summary>
    public required IReadOnlyList<string> RecipientsAsGiven { get; init; }

    /// <summary>Whether the server must offer 8BITMIME (RFC 6152): only for attached messages that are 8-bit themselves.</summary>
    public bool NeedsEightBitMime { get; }

    /// <summary>Whether the server must offer SMTPUTF8 (RFC 6531): only where the part before an @ is beyond ASCII.</summary>
    public bool NeedsSmtpUtf8 { get; }

    /// <summary>Size in bytes if the files are as long as they say, for SMTP's SIZE.</summary>
    public long EstimatedLength => segments.Sum(segment => segment.EstimatedLength);

    /// <summary>Writes the message with CRLF line ends and no dot-stuffing. The stream stays open; about 150 KiB of memory are used whatever the files' size.</summary>
    public async Task WriteAsync(Stream output, CancellationToken cancellationToken = default)
    {
        var writer = PipeWriter.Create(output, new(leaveOpen: true));
        await WriteAsync(writer, cancellationToken);
        await writer.CompleteAsync();
    }

    /// <summary>Writes to a pipe, flushing as it goes; the pipe is not completed.</summary>
    public async Task WriteAsync(PipeWriter output, CancellationToken cancellationToken = default)
    {
        foreach (var segment in segments)
        {
            await segment.WriteAsync(output, cancellationToken);
        }

        await output.FlushAsync(cancellationToken);
    }

    /// <summary>The whole message in memory, for small ones.</summary>
    public async Task<byte[]> ToBytesAsync(CancellationToken cancellationToken = default)
    {
        using var memory = new MemoryStream();
        await WriteAsync(memory, cancellationToken);
        return memory.ToArray();
    }
}
