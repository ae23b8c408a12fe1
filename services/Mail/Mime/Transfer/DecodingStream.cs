using System.Buffers;

namespace HelpdeskMail.Mail.Mime.Transfer;

/// <summary>Decodes base64 or quoted-printable while it is read, 48 KiB of source at a time, so a large attachment is never in memory twice.</summary>
internal sealed class DecodingStream(ReadOnlyMemory<byte> source, TransferEncoding encoding) : Stream
{
    private const int Step = 48 * 1024;
    private byte[]? buffer;
    private int start;
    private int end;
    private int position;
    private Base64Text base64;
    private bool finished;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException("The decoded length is only known after reading.");

    public override long Position
    {
        get => throw new NotSupportedException("The stream only goes forward.");
        set => throw new NotSupportedException("The stream only goes forward.");
    }

    public override int Read(Span<byte> destination)
    {
        while (start == end && !finished && !destination.IsEmpty)
        {
            Fill();
        }

        var length = Math.Min(end - start, destination.Length);
        buffer.AsSpan(start, length).CopyTo(destination);
        start += length;
        return length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : ValueTask.FromResult(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The stream only goes forward.");

    public override void SetLength(long value) => throw new NotSupportedException("The stream is read only.");

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("The stream is read only.");

    protected override void Dispose(bool disposing)
    {
        if (buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = null;
            (start, end, finished) = (0, 0, true);
        }

        base.Dispose(disposing);
    }

    private void Fill()
    {
        var rest = source.Span[position..];
        var window = rest[..NextCut(rest)];
        if (buffer is null || buffer.Length < window.Length + 6)
        {
            if (buffer is not null)
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }

            buffer = ArrayPool<byte>.Shared.Rent(Math.Max(window.Length, Step) + 6);
        }

        position += window.Length;
        finished = position == source.Length;
        start = 0;
        if (encoding == TransferEncoding.Base64)
        {
            end = base64.Decode(window, buffer);
            end += finished ? base64.Finish(buffer.AsSpan(end)) : 0;
        }
        else
        {
            end = QuotedPrintable.Decode(window, buffer, finished);
        }
    }

    /// <summary>Where the next window may end: anywhere in base64, between lines or at least between escapes in quoted-printable.</summary>
    private int NextCut(ReadOnlySpan<byte> rest)
    {
        if (encoding == TransferEncoding.Base64)
        {
            return AfterLine(rest);
        }

        for (var window = Step; window < rest.Length; window *= 2)
        {
            var cut = QuotedPrintable.SafeCut(rest[..window]);
            if (cut > 0)
            {
                return cut;
            }
        }

        return rest.Length;
    }

    private static int AfterLine(ReadOnlySpan<byte> rest)
    {
        if (rest.Length <= Step)
        {
            return rest.Length;
        }

        var lineEnd = rest[..Step].LastIndexOf((byte)'\n');
        return lineEnd < 0 ? Step : lineEnd + 1;
    }
}
