using System.Text;

namespace HelpdeskMail.Mail.Mime.Charset;

/// <summary>
/// Shift_JIS, EUC-JP and ISO-2022-JP with the characters that the platform's tables leave out or read wrongly: kanji of names such as 髙 and 﨑, which
/// Windows-31J has twice, those of JIS X 0212, which EUC-JP writes in three bytes, and those of the sets that ISO-2022-JP-1 and -2 add (RFC 2237, RFC 1554).
/// </summary>
internal static class JapaneseEncoding
{
    /// <summary>How many characters a lead byte of Shift_JIS has.</summary>
    private const int RowLength = 188;

    private static readonly Encoding PlainShiftJis = MendedEncoding.Platform(932);
    private static readonly Encoding PlainEuc = MendedEncoding.Platform(51932);

    /// <summary>EUC-JP as the platform has it with JIS X 0212, but without the rows of NEC: two bytes a character, the second of the three bytes of EUC-JP without its high bit.</summary>
    private static readonly Encoding Supplementary = MendedEncoding.Platform(20932);

    private static readonly Encoding SimplifiedChinese = MendedEncoding.Platform(936);
    private static readonly Encoding Korean = MendedEncoding.Platform(949);

    public static MendedEncoding ShiftJis { get; } = new(
        932, "shift_jis", bytes => bytes.ContainsAnyInRange((byte)0xED, (byte)0xFA) ? PlainShiftJis.GetString(WithoutDoubles(bytes)) : PlainShiftJis.GetString(bytes));

    public static MendedEncoding Euc { get; } = new(51932, "euc-jp", bytes => bytes.Contains((byte)0x8F) ? Supplementary.GetString(InTwoBytes(bytes)) : PlainEuc.GetString(bytes));

    public static MendedEncoding Escaped { get; } = Iso2022(50220, "iso-2022-jp");

    public static MendedEncoding EscapedWithNarrowKana { get; } = Iso2022(50221, "iso-2022-jp-1");

    private static MendedEncoding Iso2022(int codePage, string name)
    {
        var plain = MendedEncoding.Platform(codePage);
        return new(codePage, name, bytes => ReadEscaped(bytes, plain));
    }

    /// <summary>Reads what stands in a set that the platform takes for JIS X 0208, or does not know, by the code page that has that set with high bits.</summary>
    private static string ReadEscaped(ReadOnlySpan<byte> bytes, Encoding plain)
    {
        var text = new StringBuilder();
        while (!bytes.IsEmpty)
        {
            var end = bytes[1..].IndexOf((byte)0x1B) is >= 0 and var next ? next + 1 : bytes.Length;
            var added = Added(bytes[..end], out var length);
            if (added is null)
            {
                // The platform's reader knows the other sets and keeps the one chosen until the next escape.
                while (end < bytes.Length && Added(bytes[end..], out _) is null)
                {
                    end = bytes[(end + 1)..].IndexOf((byte)0x1B) is >= 0 and var further ? end + 1 + further : bytes.Length;
                }

                text.Append(plain.GetString(bytes[..end]));
            }
            else
            {
                AppendPairs(text, bytes[length..end], added);
            }

            bytes = bytes[end..];
        }

        return text.ToString();
    }

    private static Encoding? Added(ReadOnlySpan<byte> bytes, out int length)
    {
        length = bytes.StartsWith("\e$("u8) ? 4 : 3;
        return bytes.StartsWith("\e$(D"u8) ? Supplementary
            : bytes.StartsWith("\e$A"u8) || bytes.StartsWith("\e$(A"u8) ? SimplifiedChinese
            : bytes.StartsWith("\e$(C"u8) ? Korean
            : null;
    }

    private static void AppendPairs(StringBuilder text, ReadOnlySpan<byte> bytes, Encoding encoding)
    {
        var high = new List<byte>(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            if (i + 1 < bytes.Length && bytes[i] is >= 0x21 and <= 0x7E && bytes[i + 1] is >= 0x21 and <= 0x7E)
            {
                high.Add((byte)(bytes[i] | 0x80));
                high.Add(encoding.CodePage == Supplementary.CodePage ? bytes[i + 1] : (byte)(bytes[i + 1] | 0x80));
                i++;
            }
            else
            {
                high.Add(bytes[i]);
            }
        }

        text.Append(encoding.GetString([.. high]));
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
