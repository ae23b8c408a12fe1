using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace HelpdeskMail.Mail.Mime.Charset;

/// <summary>
/// Big5 with the Hong Kong Supplementary Character Set of 2008, which programs write under the names big5 and big5-hkscs alike. Where the platform
/// has a place of the Private Use Area, which shows nobody anything, this has the character; everything else is read as windows-950.
/// </summary>
internal static class HongKongEncoding
{
    private static readonly Encoding Plain = MendedEncoding.Platform(950);
    private static readonly Lazy<FrozenDictionary<int, string>> Added = new(Load);

    public static MendedEncoding Big5 { get; } = new(950, "big5", Read);

    private static string Read(ReadOnlySpan<byte> bytes)
    {
        if (!HasAdded(bytes))
        {
            return Plain.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        var start = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (IsPair(bytes[i..]))
            {
                if (Added.Value.TryGetValue((bytes[i] << 8) | bytes[i + 1], out var character))
                {
                    text.Append(Plain.GetString(bytes[start..i])).Append(character);
                    start = i + 2;
                }

                i++;
            }
        }

        return text.Append(Plain.GetString(bytes[start..])).ToString();
    }

    private static bool HasAdded(ReadOnlySpan<byte> bytes) => bytes.ContainsAnyInRange((byte)0x87, (byte)0xA0) || bytes.ContainsAnyInRange((byte)0xC6, (byte)0xC8) || bytes.ContainsAnyInRange((byte)0xFA, (byte)0xFE);

    private static bool IsPair(ReadOnlySpan<byte> bytes) => bytes is [>= 0x81 and <= 0xFE, (>= 0x40 and <= 0x7E) or (>= 0xA1 and <= 0xFE), ..];

    // A line for each lead byte: its 157 characters in the order of their second bytes, a dot where it adds none; four of them are a letter and a mark above it.
    private static FrozenDictionary<int, string> Load()
    {
        using var lines = new StreamReader(typeof(HongKongEncoding).Assembly.GetManifestResourceStream("Big5HongKong.txt")!, Encoding.UTF8);
        var table = new Dictionary<int, string>();
        while (lines.ReadLine() is { } line)
        {
            var lead = int.Parse(line.AsSpan(0, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture) << 8;
            var trail = 0x40;
            var last = 0;
            foreach (var rune in line.AsSpan(3).EnumerateRunes())
            {
                if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark)
                {
                    table[last] += rune.ToString();
                    continue;
                }

                if (rune.Value != '.')
                {
                    last = lead | trail;
                    table.Add(last, rune.ToString());
                }

                trail = trail == 0x7E ? 0xA1 : trail + 1;
            }
        }

        return table.ToFrozenDictionary();
    }
}
