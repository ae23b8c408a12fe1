using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Mail.Mime.Writing;

/// <summary>A stretch of the message in output order: bytes that are there, or a file that is opened when its turn comes.</summary>
internal abstract record Segment
{
    public abstract long EstimatedLength { get; }

    public abstract Task WriteAsync(PipeWriter output, CancellationToken cancellationToken);

    public sealed record Ready(byte[] Bytes) : Segment
    {
        public Ready(string text)
            : this(Encoding.UTF8.GetBytes(text))
        {
        }

        public override long EstimatedLength => Bytes.Length;

        public override async Task WriteAsync(PipeWriter output, CancellationToken cancellationToken)
        {
            output.Write(Bytes);
            await output.FlushAsync(cancellationToken);
        }
    }

    public sealed record EncodedFile(OutgoingFile File) : Segment
    {
        public override long EstimatedLength => Base64LineWriter.EncodedLength(File.Length);

        public override async Task WriteAsync(PipeWriter output, CancellationToken cancellationToken)
        {
            var source = await File.Open(cancellationToken);
            await using (source)
            {
                await Base64LineWriter.CopyAsync(source, output, cancellationToken);
            }
        }
    }

    /// <summary>An attached message, which must not be encoded (RFC 2046 section 5.2.1). Its line ends become CRLF, those of a lone CR too (RFC 2045 section 2.7).</summary>
    public sealed record PlainFile(OutgoingFile File) : Segment
    {
        public override long EstimatedLength => File.Length;

        public override async Task WriteAsync(PipeWriter output, CancellationToken cancellationToken)
        {
            var source = await File.Open(cancellationToken);
            await using (source)
            {
                await using var canonical = new CanonicalStream(async (bytes, token) => await output.WriteAsync(bytes, token), doubleDots: false);
                await source.CopyToAsync(canonical, cancellationToken);
                await canonical.CompleteAsync(cancellationToken);
                output.Write(canonical.EndsWithLine ? ""u8 : "\r\n"u8);
            }
        }
    }
}
