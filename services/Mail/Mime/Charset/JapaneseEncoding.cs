using System.Text;

namespace HelpdeskMail.Mail.Mime.Charset;

/// <summary>
/// Shift_JIS and EUC-JP with the characters that the platform's tables leave out or read wrongly: kanji of names such as 髙 and 﨑, which
/// Windows-31J has twice, and those of JIS X 0212, which EUC-JP writes in three bytes.
/// </summary>
internal sealed class JapaneseEncoding : Encoding
{
    private const int ShiftJisPage = 932;
    private const int EucPage = 51932;

    /// <summary>How many characters a lead byte of Shift_JIS has.</summary>
    private const int RowLength = 188;

    private readonly Encoding plain;

    /// <summary>EUC-JP as the platform has it with JIS X 0212, but without the rows of NEC: two bytes a character, the second of the three bytes of EUC-JP without its high bit.</summary>
    private readonly Encoding supplementary;

    private JapaneseEncoding(int codePage, string name)
        : base(codePage)
    {
        WebName = name;
        plain = Platform(codePage);
        supplementary = Platform(20932);
    }

    public static JapaneseEncoding ShiftJis { get; } = new(ShiftJisPage, "shift_jis");

    public static JapaneseEncoding Euc { get; } = new(EucPage, "euc-jp");

    public override string WebName { get; }

    public override int GetCharCount(byte[] bytes, int index, int count) => Decode(bytes.AsSpan(index, count)).Length;

    public override int GetMaxCharCount(int byteCount) => byteCount + 1;

    public override int GetMaxByteCount(int charCount) => plain.GetMaxByteCount(charCount);

    public override int GetByteCount(char[] chars, int index, int count) => plain.GetByteCount(chars, index, count);

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => plain.GetBytes(chars, charIndex, charCount, bytes, byteIndex);

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        var text = Decode(bytes.AsSpan(byteIndex, byteCount));
        text.CopyTo(0, chars, charIndex, text.Length);
        return text.Length;
    }

    private static Encoding Platform(int codePage) => CodePagesEncodingProvider.Instance.GetEncoding(codePage, EncoderFallback.ReplacementFallback, DecoderFallback.ReplacementFallback)!;

    private string Decode(ReadOnlySpan<byte> bytes)
    {
        if (CodePage == ShiftJisPage)
        {
            return bytes.ContainsAnyInRange((byte)0xED, (byte)0xFA) ? plain.GetString(WithoutDoubles(bytes)) : plain.GetString(bytes);
        }

        return bytes.Contains((byte)0x8F) ? supplementary.GetString(InTwoBytes(bytes)) : plain.GetString(bytes);
    }

    /// <summary>What Windows-31J has a second time, in the rows of NEC (0xED, 0xEE) and at the beginning of IBM's (0xFA), written as it has it the first time.</summary>
    private static byte[] WithoutDoubles(ReadOnlySpan<byte> bytes)
    {
        var result = bytes.ToArray();
        for (var i = 0; i + 1 < result.Length; i++)
        {
            var (lead, trail) = (result[i], result[i + 1]);
            if (lead is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC))
            {
                if (lead is 0xED or 0xEE or 0xFA && trail is >= 0x40 and <= 0xFC and not 0x7F)
                {
                    (result[i], result[i + 1]) = First(lead, trail);
                }

                i++;
            }
        }

        return result;
    }

    private static (byte Lead, byte Trail) First(byte lead, byte trail)
    {
        var place = trail - (trail < 0x7F ? 0x40 : 0x41);
        if (lead != 0xFA)
        {
            // Kanji, then the small Roman numbers, the negation and three marks; IBM's rows have the numbers and marks first.
            place += (lead - 0xED) * RowLength;
            place = place switch
            {
                < 360 => place + 28,
                >= 362 and < 372 => place - 362,
                >= 372 => place - 352,
                _ => -1,
            };
        }

        return place switch
        {
            < 0 => (lead, trail),
            >= 10 and < 20 => (0x87, (byte)(0x54 + place - 10)),
            20 => (0x81, 0xCA),
            24 => (0x87, 0x8A),
            25 => (0x87, 0x82),
            26 => (0x87, 0x84),
            27 => (0x81, 0xE6),
            _ => ((byte)(0xFA + (place / RowLength)), (byte)((place % RowLength) + (place % RowLength < 0x3F ? 0x40 : 0x41))),
        };
    }

    private static byte[] InTwoBytes(ReadOnlySpan<byte> bytes)
    {
        var result = new List<byte>(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == 0x8F && i + 2 < bytes.Length && bytes[i + 1] >= 0xA1 && bytes[i + 2] >= 0xA1)
            {
                result.Add(bytes[i + 1]);
                result.Add((byte)(bytes[i + 2] & 0x7F));
                i += 2;
            }
            else
            {
                result.Add(bytes[i]);
            }
        }

        return [.. result];
    }
}
