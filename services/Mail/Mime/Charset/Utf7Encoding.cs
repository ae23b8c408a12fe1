using System.Text;

namespace HelpdeskMail.Mail.Mime.Charset;

/// <summary>
/// Reads UTF-7 (RFC 2152), which the platform no longer does. Only decoding is offered: nobody should write it. A broken run of
/// base64 gives the characters that were whole; half a surrogate pair becomes U+FFFD.
/// </summary>
internal sealed class Utf7Encoding : Encoding
{
    private Utf7Encoding()
    {
    }

    public static Utf7Encoding Instance { get; } = new();

    public override string WebName => "utf-7";

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetMaxByteCount(int charCount) => throw new NotSupportedException("UTF-7 is read, never written.");

    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException("UTF-7 is read, never written.");

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) =>
        throw new NotSupportedException("UTF-7 is read, never written.");

    public override int GetCharCount(byte[] bytes, int index, int count) => Decode(bytes.AsSpan(index, count), []);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        Decode(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    /// <summary>Decodes; with an empty destination it only counts.</summary>
    private static int Decode(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        var length = 0;
        var shifted = false;
        var bits = 0u;
        var bitCount = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (!shifted)
            {
                if (b == '+' && i + 1 < bytes.Length && bytes[i + 1] == '-')
                {
                    Put((char)b, chars, ref length);
                    i++;
                }
                else if (b == '+')
                {
                    (shifted, bits, bitCount) = (true, 0, 0);
                }
                else
                {
                    Put(b < 0x80 ? (char)b : '\uFFFD', chars, ref length);
                }

                continue;
            }

            var value = Sextet(b);
            if (value < 0)
            {
                shifted = false;
                if (b != '-')
                {
                    i--;
                }

                continue;
            }

            bits = (bits << 6) | (uint)value;
            bitCount += 6;
            if (bitCount >= 16)
            {
                bitCount -= 16;
                Put((char)(ushort)(bits >> bitCount), chars, ref length);
            }
        }

        Repair(chars[..Math.Min(length, chars.Length)]);
        return length;
    }

    private static void Put(char c, Span<char> chars, ref int length)
    {
        if (!chars.IsEmpty)
        {
            chars[length] = c;
        }

        length++;
    }

    private static void Repair(Span<char> chars)
    {
        for (var i = 0; i < chars.Length; i++)
        {
            if (char.IsHighSurrogate(chars[i]) && i + 1 < chars.Length && char.IsLowSurrogate(chars[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(chars[i]))
            {
                chars[i] = '\uFFFD';
            }
        }
    }

    private static int Sextet(byte b) => b switch
    {
        >= (byte)'A' and <= (byte)'Z' => b - 'A',
        >= (byte)'a' and <= (byte)'z' => b - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => b - '0' + 52,
        (byte)'+' => 62,
        (byte)'/' => 63,
        _ => -1,
    };
}
