using System.Buffers;
using HelpdeskMail.Mail.Connecting;

namespace HelpdeskMail.Mail.Pop3;

/// <summary>
/// A message as POP3 sends it: doubled dots at line starts taken off, over at the line that is a dot alone. Lines end as the message's first one does: on a server that writes CRLF, a dot behind a lone LF is part of the
/// message, which else could end before its end and go on as an answer of its own making. Asynchronous reads only.
/// </summary>
internal sealed class DottedStream(Wire wire) : Stream
{
    private const int Window = 32 * 1024;

    private bool atLineStart = true;
    private bool ended;

    // Null until the first line has ended.
    private bool? endsInCrlf;
    private byte before;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!ended && !buffer.IsEmpty)
        {
            if (await NeedsMoreAsync(cancellationToken) || EndsHere())
            {
                continue;
            }

            var count = Copy(buffer.Span);
            if (count > 0)
            {
                return count;
            }
        }

        return 0;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Passes over what was not read.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        var scratch = ArrayPool<byte>.Shared.Rent(Window);
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

    // A dot at a line's start tells what it is only together with what follows.
    private async ValueTask<bool> NeedsMoreAsync(CancellationToken cancellationToken)
    {
        var span = wire.Buffered.Span;
        var enough = span.Length >= 3 || (span.Length > 0 && !(atLineStart && span[0] == '.')) || (span.Length == 2 && span[1] != '\r');
        if (!enough)
        {
            await wire.FillAsync(Window, cancellationToken);
        }

        return !enough;
    }

    private bool EndsHere()
    {
        var span = wire.Buffered.Span;
        if (!atLineStart || span[0] != '.')
        {
            return false;
        }

        if (span[1..].StartsWith("\r\n"u8) || (span[1] == '\n' && endsInCrlf is not true))
        {
            wire.Take(span[1] == '\n' ? 2 : 3);
            ended = true;
            return true;
        }

        wire.Take(1);
        atLineStart = false;
        return true;
    }

    private int Copy(Span<byte> target)
    {
        var run = UpToDot(wire.Buffered.Span);
        var count = Math.Min(run.Length, target.Length);
        run[..count].CopyTo(target);
        atLineStart = run[count - 1] == '\n' && (endsInCrlf is not true || (count > 1 ? run[count - 2] : before) == '\r');
        before = run[count - 1];
        wire.Take(count);
        return count;
    }

    private ReadOnlySpan<byte> UpToDot(ReadOnlySpan<byte> span)
    {
        if (endsInCrlf is null && span.IndexOf((byte)'\n') is >= 0 and var feed)
        {
            endsInCrlf = (feed > 0 ? span[feed - 1] : before) == '\r';
        }

        if (endsInCrlf is true && before == '\r' && span[0] == '\n')
        {
            return span[..1];
        }

        var end = endsInCrlf is true ? "\r\n."u8 : "\n."u8;
        var dot = span.IndexOf(end);
        return dot < 0 ? span : span[..(dot + end.Length - 1)];
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A message comes off the network: read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
