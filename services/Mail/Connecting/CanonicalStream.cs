using System.Buffers;

namespace HelpdeskMail.Mail.Connecting;

/// <summary>
/// Where a message is written to on its way to a server: lone CR and LF become CRLF (RFC 5321 section 2.3.8 knows no other line end, and servers that forgive them can be made to see a message's end where there is none),
/// and for DATA a leading dot is doubled. Whole runs are copied between line ends found by vectorised search.
/// </summary>
internal sealed class CanonicalStream(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> next, bool doubleDots) : Stream
{
    private const int BufferSize = 32 * 1024;
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    private readonly byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private int used;
    private bool afterReturn;
    private bool atLineStart = true;
    private bool returned;

    /// <summary>Bytes handed on, dots and line ends added included.</summary>
    public long Written { get; private set; }

    /// <summary>Whether the last byte handed on ended a line (or nothing was).</summary>
    public bool EndsWithLine => atLineStart && !afterReturn;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        var at = 0;
        while (at < source.Length)
        {
            at += Copy(source.Span[at..]);
            if (used > BufferSize - 8)
            {
                await PassOnAsync(cancellationToken);
            }
        }
    }

    public override Task WriteAsync(byte[] source, int offset, int count, CancellationToken cancellationToken) => WriteAsync(source.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Hands on what is left, with a last lone CR completed.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (afterReturn)
        {
            EndLine();
        }

        await PassOnAsync(cancellationToken);
    }

    // A piece of the source into the buffer, which has room for at least 8 bytes; gives how much of the source that was.
    private int Copy(ReadOnlySpan<byte> source)
    {
        var from = 0;
        while (from < source.Length && used <= BufferSize - 8)
        {
            var first = source[from];
            if (afterReturn)
            {
                from += first == '\n' ? 1 : 0;
                EndLine();
                continue;
            }

            if (first is (byte)'\r' or (byte)'\n')
            {
                from++;
                afterReturn = first == '\r';
                if (first == '\n')
                {
                    EndLine();
                }

                continue;
            }

            if (atLineStart && doubleDots && first == '.')
            {
                buffer[used++] = (byte)'.';
            }

            var run = source[from..];
            var end = run.IndexOfAny(LineEnds);
            var length = Math.Min(end < 0 ? run.Length : end, BufferSize - used);
            run[..length].CopyTo(buffer.AsSpan(used));
            used += length;
            from += length;
            atLineStart = false;
        }

        return from;
    }

    private void EndLine()
    {
        buffer[used++] = (byte)'\r';
        buffer[used++] = (byte)'\n';
        afterReturn = false;
        atLineStart = true;
    }

    private async ValueTask PassOnAsync(CancellationToken cancellationToken)
    {
        if (used > 0)
        {
            await next(buffer.AsMemory(0, used), cancellationToken);
            Written += used;
            used = 0;
        }
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    public override void Write(byte[] source, int offset, int count) => throw new NotSupportedException("A message goes onto the network: write it asynchronously.");

    public override int Read(byte[] target, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !returned)
        {
            returned = true;
            ArrayPool<byte>.Shared.Return(buffer);
        }

        base.Dispose(disposing);
    }
}
