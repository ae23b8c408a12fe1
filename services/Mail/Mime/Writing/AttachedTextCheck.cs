using System.Buffers;
using System.Text;

namespace HelpdeskMail.Mail.Mime.Writing;

/// <summary>Looks through a text that is to be attached, to see what it is written in.</summary>
internal static class AttachedTextCheck
{
    private const int Chunk = 32 * 1024;

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether it is UTF-8 beyond ASCII: hardly any other text is that by chance.</summary>
    public static async Task<bool> IsUtf8Async(OutgoingFile file, CancellationToken cancellationToken)
    {
        var source = await file.Open(cancellationToken);
        await using (source)
        {
            var bytes = ArrayPool<byte>.Shared.Rent(Chunk);
            var letters = ArrayPool<char>.Shared.Rent(Chunk + 1);
            try
            {
                var decoder = Strict.GetDecoder();
                var isAscii = true;
                int read;
                do
                {
                    read = await source.ReadAsync(bytes.AsMemory(0, Chunk), cancellationToken);
                    isAscii &= Ascii.IsValid(bytes.AsSpan(0, read));
                    decoder.GetChars(bytes.AsSpan(0, read), letters, flush: read == 0);
                }
                while (read > 0);
                return !isAscii;
            }
            catch (DecoderFallbackException)
            {
                return false;
            }
            finally
            {
                ArrayPool<byte>.Shared.Return(bytes);
                ArrayPool<char>.Shared.Return(letters);
            }
        }
    }
}
