using System.Buffers;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Failures;

namespace HelpdeskMail.Mail.Pop3;

/// <summary>
/// A message as POP3 sends it: doubled dots at line starts taken off, over at the line that is a dot alone. Lines end as the message's first one does: on a server that writes CRLF, a dot behind a lone LF is part of the
/// message, which else could end before its end and go on as an answer of its own making. Some servers end a message whose last line ends in a lone LF right behind that: such a dot is the end once as many octets have come as were
/// listed. Asynchronous reads only.
/// </summary>
/// <param name="wire">Where it comes from.</param>
/// <param name="size">The octets that are listed for it; zero where that is not known, and of a header.</param>
/// <param name="othersFollow">Whether other messages were asked for that come behind it.</param>
internal sealed class DottedStream(Wire wire, long size = 0, bool othersFollow = false) : Stream
{
    private const int Window = 32 * 1024;

    private bool atLineStart = true;
    private bool atLoneFeed;
    private bool ended;
    private bool hasDoubtfulDot;
    private long read;

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
        var enough = span.Length >= 3 || (span.Length > 0 && !((atLineStart || atLoneFeed) && span[0] == '.')) || (span.Length == 2 && span[1] != '\r');
        if (!enough)
        {
            await wire.FillAsync(Window, cancellationToken);
        }

        return !enough;
    }

    private bool EndsHere()
    {
        var span = wire.Buffered.Span;
        if (span[0] != '.' || !(atLineStart || atLoneFeed))
        {
            return false;
        }

        if (atLoneFeed)
        {
            return EndsBehindLoneFeed(span);
        }

        if (span[1..].StartsWith("\r\n"u8) || (span[1] == '\n' && endsInCrlf is not true))
        {
            End(span[1] == '\n' ? 2 : 3);
            return true;
        }

        wire.Take(1);
        atLineStart = false;
        return true;
    }

    // Servers that let a lone LF through send messages as they keep them, and list that size. A forged end lies before it. Where no size is known the dot is taken for part of the message: a true end then is silence, after
    // which the message is listed as failed, but a forged one taken for true would have its writer's words read as the server's.
    private bool EndsBehindLoneFeed(ReadOnlySpan<byte> span)
    {
        atLoneFeed = false;
        if (!span[1..].StartsWith("\r\n"u8))
        {
            return false;
        }

        if (size > 0 && read >= size)
        {
            End(3);
            return true;
        }

        hasDoubtfulDot = true;
        return false;
    }

    // If that dot was the end after all, the next message was read as part of this one. Read alone, either can be told from the other.
    private void End(int count)
    {
        if (hasDoubtfulDot && othersFollow && read != size)
        {
            throw wire.Fail(ConnectionFailures.Violation(wire.Server.ToString(), "a message of another size than listed that may have ended earlier"));
        }

        wire.Take(count);
        ended = true;
    }

    private int Copy(Span<byte> target)
    {
        var run = UpToDot(wire.Buffered.Span);
        var count = Math.Min(run.Length, target.Length);
        run[..count].CopyTo(target);
        var feed = run[count - 1] == '\n';
        atLineStart = feed && (endsInCrlf is not true || (count > 1 ? run[count - 2] : before) == '\r');
        atLoneFeed = feed && !atLineStart;
        before = run[count - 1];
        read += count;
        wire.Take(count);
        return count;
    }

    private ReadOnlySpan<byte> UpToDot(ReadOnlySpan<byte> span)
    {
        if (endsInCrlf is null && span.IndexOf((byte)'\n') is >= 0 and var feed)
        {
            endsInCrlf = (feed > 0 ? span[feed - 1] : before) == '\r';
        }

        var dot = span.IndexOf("\n."u8);
        return dot < 0 ? span : span[..(dot + 1)];
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A message comes off the network: read it asynchronously.");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
