using System.Text;

namespace HelpdeskMail.Mail.Mime.Charset;

/// <summary>
/// Tells text in an old 8-bit or double-byte charset by its bytes, where nothing names the charset. It only answers when the bytes
/// clearly look like one of them; everything else is left to windows-1252.
/// </summary>
internal static class LegacyScript
{
    private const int Enough = 16 * 1024;

    public static Encoding? Likeliest(ReadOnlySpan<byte> bytes)
    {
        bytes = bytes[..Math.Min(bytes.Length, Enough)];
        Span<int> counts = stackalloc int[256];
        var upper = 0;
        var different = 0;
        var runs = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            counts[bytes[i]]++;
            if (bytes[i] >= 0x80)
            {
                different += counts[bytes[i]] == 1 ? 1 : 0;
                upper++;
                runs += i > 0 && bytes[i - 1] >= 0x80 ? 1 : 0;
            }
        }

        // Western text has single accented letters between plain ones; a script of its own has runs of them. A run of one character is ornament.
        if (upper < 6 || runs * 2 < upper || different < 4)
        {
            return null;
        }

        return DoubleByte(bytes, upper) ?? LetterCount.Likeliest(counts, upper);
    }

    /// <summary>Double-byte charsets: every pair must fit, and the pairs must lie where common characters lie.</summary>
    private static Encoding? DoubleByte(ReadOnlySpan<byte> bytes, int upper)
    {
        var (japaneseWhole, japaneseKana) = Pairs(bytes, static (a, b) => a is (>= 0x81 and <= 0x9F) or (>= 0xE0 and <= 0xFC) && b is >= 0x40 and <= 0xFC and not 0x7F,
            static (a, b) => (a == 0x82 && b >= 0x9F) || (a == 0x83 && b <= 0x96) || (a == 0x81 && b is 0x41 or 0x42));
        if (japaneseWhole && japaneseKana * 5 > upper / 2)
        {
            return Charsets.Find("shift_jis");
        }

        var (big5Whole, big5Common) = Pairs(bytes, static (a, b) => a is >= 0x81 and <= 0xF9 && b is (>= 0x40 and <= 0x7E) or (>= 0xA1 and <= 0xFE), static (a, _) => a is >= 0xA1 and <= 0xC6);
        var (_, lowTrails) = Pairs(bytes, static (_, _) => true, static (_, b) => b < 0x7F);
        if (big5Whole && lowTrails > 0 && big5Common * 10 > upper / 2 * 8)
        {
            return Charsets.Find("big5");
        }

        var (highWhole, _) = Pairs(bytes, static (a, b) => a is >= 0xA1 and <= 0xFE && b is >= 0xA1 and <= 0xFE, static (_, _) => false);
        if (!highWhole)
        {
            return null;
        }

        var (_, kana) = Pairs(bytes, static (a, b) => true, static (a, _) => a is 0xA4 or 0xA5);
        if (kana * 5 > upper / 2)
        {
            return Charsets.Find("euc-jp");
        }

        var (_, hangul) = Pairs(bytes, static (a, b) => true, static (a, _) => a is >= 0xB0 and <= 0xC8);
        var (_, commonHan) = Pairs(bytes, static (a, b) => true, static (a, _) => a is >= 0xB0 and <= 0xD7);
        if (hangul * 10 > upper / 2 * 9)
        {
            return Charsets.Find("euc-kr");
        }

        return commonHan * 10 > upper / 2 * 7 ? Charsets.Find("gb18030") : null;
    }

    private static (bool Whole, int Common) Pairs(ReadOnlySpan<byte> bytes, Func<byte, byte, bool> fits, Func<byte, byte, bool> common)
    {
        var found = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] < 0x80)
            {
                continue;
            }

            if (i + 1 == bytes.Length)
            {
                // Cut in half by the length that is looked at.
                break;
            }

            if (!fits(bytes[i], bytes[i + 1]))
            {
                return (false, 0);
            }

            found += common(bytes[i], bytes[i + 1]) ? 1 : 0;
            i++;
        }

        return (true, found);
    }
}
