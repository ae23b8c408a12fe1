namespace HelpdeskMail.Mail.Mime;

/// <summary>The stretch of an mbox file that is in memory: the present message from its «From » line on, and what was read beyond it.</summary>
internal sealed class MboxWindow(Stream file, int largest)
{
    private const int Step = 64 * 1024;

    // What decides about a separator lies within this many bytes around its «From »: the empty line before it and the line itself (see MboxReader.IsSeparator).
    private const int Undecided = 300;

    private byte[] bytes = new byte[2 * Step];
    private int start;
    private int length;
    private int next;
    private bool ended;

    /// <summary>The present message, its «From » line first. Valid until the next call.</summary>
    public ReadOnlySpan<byte> Message => bytes.AsSpan(start, next);

    /// <summary>The present message has more bytes than it may have: only its beginning is here.</summary>
    public bool IsTooLarge { get; private set; }

    /// <summary>Goes on to the next message; false when there is none.</summary>
    public async ValueTask<bool> NextAsync(CancellationToken cancellationToken)
    {
        Drop(next);
        IsTooLarge = false;
        if (!await SkipToSeparatorAsync(cancellationToken))
        {
            return false;
        }

        var searched = 5;
        while (true)
        {
            next = MboxReader.NextSeparator(bytes.AsSpan(start, length), searched);
            if (next < length && (ended || next < length - Undecided))
            {
                return true;
            }

            if (ended)
            {
                next = length;
                return true;
            }

            if (length > largest)
            {
                // Its end has still to be found, but no longer kept.
                IsTooLarge = true;
                bytes.AsSpan(start + length - Undecided, Undecided).CopyTo(bytes.AsSpan(start + 5));
                length = 5 + Undecided;
            }

            searched = Math.Max(5, length - Undecided - 2);
            await FillAsync(cancellationToken);
        }
    }

    // Bytes before the first «From » line belong to nobody.
    private async ValueTask<bool> SkipToSeparatorAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = MboxReader.NextSeparator(bytes.AsSpan(start, length), 0);
            if (found < length && (ended || found < length - Undecided))
            {
                Drop(found);
                return true;
            }

            if (ended)
            {
                return false;
            }

            Drop(Math.Min(found, Math.Max(0, length - Undecided)));
            await FillAsync(cancellationToken);
        }
    }

    private async ValueTask FillAsync(CancellationToken cancellationToken)
    {
        if (bytes.Length - start - length < Step)
        {
            bytes.AsSpan(start, length).CopyTo(bytes);
            start = 0;
        }

        if (bytes.Length - length < Step)
        {
            Array.Resize(ref bytes, bytes.Length * 2);
        }

        var count = await file.ReadAsync(bytes.AsMemory(start + length), cancellationToken);
        ended = count == 0;
        length += count;
    }

    private void Drop(int count)
    {
        start += count;
        length -= count;
        next = 0;
    }
}
