using System.Buffers;
using System.Buffers.Text;
using System.IO.Pipelines;

namespace HelpdeskMail.Mail.Mime.Writing;

/// <summary>Writes base64 in lines of 76 characters (RFC 2045 section 6.8).</summary>
internal static class Base64LineWriter
{
    private const int LineBytes = 57;
    private const int Chunk = LineBytes * 1024;

    /// <summary>Bytes that <paramref name="length"/> bytes become, line ends included.</summary>
    public static int EncodedLength(int length) => (int)EncodedLength((long)length);

    /// <inheritdoc cref="EncodedLength(int)"/>
    public static long EncodedLength(long length) => ((length + 2) / 3 * 4) + ((length + LineBytes - 1) / LineBytes * 2);

    /// <summary>Encodes whole lines; all but the last call must bring a multiple of 57 bytes.</summary>
    public static int Encode(ReadOnlySpan<byte> bytes, Span<byte> output)
    {
        var length = 0;
        while (!bytes.IsEmpty)
        {
            var line = bytes[..Math.Min(LineBytes, bytes.Length)];
            Base64.EncodeToUtf8(line, output[length..], out _, out var written);
            length += written;
            "\r\n"u8.CopyTo(output[length..]);
            length += 2;
            bytes = bytes[line.Length..];
        }

        return length;
    }

    /// <summary>Encodes a stream to its end with about 140 KiB of memory, whatever its length. The writer is flushed as it goes.</summary>
    public static async Task CopyAsync(Stream source, PipeWriter output, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Chunk);
        try
        {
            int read;
            do
            {
                read = await source.ReadAtLeastAsync(buffer.AsMemory(0, Chunk), Chunk, throwOnEndOfStream: false, cancellationToken);
                output.Advance(Encode(buffer.AsSpan(0, read), output.GetSpan(EncodedLength(read) + 4)));
                await output.FlushAsync(cancellationToken);
            }
            while (read == Chunk);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
