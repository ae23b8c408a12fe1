using System.Buffers;

namespace HelpdeskMail.Mail.Mime.Writing;

/// <summary>Looks through a message that is to be attached, to see how it may travel.</summary>
internal static class AttachedMessageCheck
{
    private const int LongestLine = 998;

    public static async Task<AttachedMessageKind> LookAsync(OutgoingFile file, CancellationToken cancellationToken)
    {
        var source = await file.Open(cancellationToken);
        await using (source)
        {
            var buffer = ArrayPool<byte>.Shared.Rent(32 * 1024);
            try
            {
                var kind = AttachedMessageKind.SevenBit;
                var column = 0;
                int read;
                while ((read = await source.ReadAsync(buffer, cancellationToken)) > 0)
                {
                    if (!Fits(buffer.AsSpan(0, read), ref column))
                    {
                        return AttachedMessageKind.NeedsEncoding;
                    }

                    kind = buffer.AsSpan(0, read).IndexOfAnyInRange((byte)0x80, (byte)0xFF) >= 0 ? AttachedMessageKind.EightBit : kind;
                }

                return kind;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(buffer);
            }
        }
    }

    private static bool Fits(ReadOnlySpan<byte> bytes, ref int column)
    {
        // Our own delimiters begin with «--=_»: nothing unencoded may contain that.
        if (bytes.Contains((byte)0) || bytes.IndexOf("--=_hm"u8) >= 0)
        {
            return false;
        }

        while (true)
        {
            var end = bytes.IndexOf((byte)'\n');
            column += end < 0 ? bytes.Length : end;
            if (column > LongestLine)
            {
                return false;
            }

            if (end < 0)
            {
                return true;
            }

            column = 0;
            bytes = bytes[(end + 1)..];
        }
    }
}
