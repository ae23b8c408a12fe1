using System.Buffers;

namespace HelpdeskMail.Mail.Connecting;

/// <summary>
/// What a server has sent and nobody has taken yet, in one contiguous pooled array that grows up to the limit its reader sets, so that a parser works on plain spans. Not a PipeReader: its segments cut lines in two, and every
/// message body would be copied out of them, while here a body that is not buffered goes from the socket straight into its reader's memory. Measured over loopback, 4,000 answers with a body of 24 KB each take 31 to 33 ms
/// this way and 34 to 36 ms through a PipeReader with buffers of 64 or 256 KB.
/// </summary>
internal sealed class InputBuffer(int initialSize)
{
    private byte[] bytes = ArrayPool<byte>.Shared.Rent(initialSize);
    private int start;
    private int end;

    public bool IsEmpty => start == end;

    /// <summary>What is there. Valid until the next <see cref="TryMakeRoom"/> or <see cref="Resize"/>.</summary>
    public ReadOnlyMemory<byte> Content => bytes.AsMemory(start, end - start);

    /// <summary>Where the next bytes from the server go.</summary>
    public Memory<byte> Room => bytes.AsMemory(end);

    /// <summary>Bytes were put into <see cref="Room"/>.</summary>
    public void Added(int count) => end += count;

    public void Take(int count) => start += count;

    /// <summary>Takes as much as fits <paramref name="target"/>.</summary>
    public int TakeInto(Span<byte> target)
    {
        var count = Math.Min(target.Length, end - start);
        bytes.AsSpan(start, count).CopyTo(target);
        start += count;
        return count;
    }

    /// <summary>Makes room for at least one more byte; false when that would go beyond <paramref name="capacity"/>.</summary>
    public bool TryMakeRoom(int capacity)
    {
        if (start == end)
        {
            start = end = 0;
        }
        else if (end == bytes.Length && start > 0)
        {
            bytes.AsSpan(start, end - start).CopyTo(bytes);
            (start, end) = (0, end - start);
        }

        if (end < bytes.Length)
        {
            return true;
        }

        if (bytes.Length >= capacity)
        {
            return false;
        }

        Resize(Math.Min(bytes.Length * 2, Math.Max(capacity, bytes.Length + 1)));
        return true;
    }

    /// <summary>Changes to an array of about this size, or of as much as the content needs. Content taken out before is no longer valid.</summary>
    public void Resize(int size)
    {
        var other = ArrayPool<byte>.Shared.Rent(Math.Max(size, end - start));
        bytes.AsSpan(start, end - start).CopyTo(other);
        ArrayPool<byte>.Shared.Return(bytes);
        (bytes, start, end) = (other, 0, end - start);
    }

    /// <summary>Gives the array back; nothing may be read into it any more.</summary>
    public void Release()
    {
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        bytes = [];
        start = end = 0;
    }
}
