using System.Buffers;
using System.IO.Pipelines;

namespace HelpdeskMail.Mail.Mime.Writing;

/// <summary>Copies text so that every line ends in CRLF, the last one too.</summary>
internal static class CrLfCopy
{
    private const int Chunk = 32 * 1024;

    public static async Task CopyAsync(Stream source, PipeWriter output, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            var last = (byte)'\n';
            int read;
            while ((read = await source.ReadAsync(buffer.AsMemory(0, Chunk), cancellationToken)) > 0)
            {
                last = Copy(buffer.AsSpan(0, read), last, output);
                await output.FlushAsync(cancellationToken);
            }

            if (last != '\n')
            {
                output.Write("\r\n"u8);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static byte Copy(ReadOnlySpan<byte> bytes, byte before, PipeWriter output)
    {
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            if (end < 0)
            {
                output.Write(bytes);
                return bytes[^1];
            }

            var hasCr = end > 0 ? bytes[end - 1] == '\r' : before == '\r';
            output.Write(bytes[..end]);
            output.Write(hasCr ? "\n"u8 : "\r\n"u8);
            before = (byte)'\n';
            bytes = bytes[(end + 1)..];
        }

        return before;
    }
}
