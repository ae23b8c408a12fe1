using System.Text;

namespace HelpdeskMail.Mail.Mime.Charset;

/// <summary>An encoding of the platform whose bytes are read by our own means, because its table leaves out or mistakes characters that mail has. Written is as the platform writes.</summary>
internal sealed class MendedEncoding(int codePage, string name, MendedEncoding.Reader read) : Encoding(codePage)
{
    private readonly Encoding plain = Platform(codePage);

    /// <summary>Reads bytes that begin where a character begins.</summary>
    public delegate string Reader(ReadOnlySpan<byte> bytes);

    public override string WebName => name;

    /// <summary>A code page as the platform has it; what cannot be read becomes U+FFFD or a question mark.</summary>
    public static Encoding Platform(int codePage) => CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback)!;

    public override int GetCharCount(byte[] bytes, int index, int count) => read(bytes.AsSpan(index, count)).Length;

    // Two characters for two bytes where a letter has a mark above it that Unicode does not have it with.
    public override int GetMaxCharCount(int byteCount) => byteCount + 1;

    public override int GetMaxByteCount(int charCount) => plain.GetMaxByteCount(charCount);

    public override int GetByteCount(char[] chars, int index, int count) => plain.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => plain.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var text = read(bytes.AsSpan(byteIndex, byteCount));
        text.CopyTo(0, chars, charIndex, text.Length);
        return text.Length;
    }
}
