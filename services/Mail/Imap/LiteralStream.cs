using System.Buffers;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Mail.Imap;

/// <summary>The bytes of a message literal, read straight off the wire. Asynchronous reads only.</summary>
internal sealed class LiteralStream(Wire wire, long length) : Stream
{
    private long read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => read;
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var left = length - read;
        if (left == 0 || buffer.IsEmpty)
        {
            return 0;
        }

        var count = await wire.ReadBodyAsync(buffer.Length > left ? buffer[..(int)left] : buffer, cancellationToken);
        read += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Passes over what was not read.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        if (read == length)
        {
            return;
        }

        var scratch = ArrayPool<byte>.Shared.Rent(32 * 1024);
        try
        {
            while (await ReadAsync(scratch.AsMemory(), cancellationToken) > 0)
            {
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A message comes off the network: read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
