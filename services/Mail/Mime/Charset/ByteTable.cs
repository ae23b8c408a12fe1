using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace HelpdeskMail.Mail.Mime.Charset;

/// <summary>Charsets of one byte a character that the platform has no table for: three of the ISO 8859 family, and those of Vietnam, Central Asia, the Caucasus, Laos and Hewlett-Packard.</summary>
internal sealed class ByteTable : Encoding
{
    private static readonly FrozenDictionary<string, ByteTable> ByName = Load();

    private readonly char[] characters = new char[256];
    private readonly Dictionary<char, byte> bytesOf = [];

    private ByteTable(string name, string low, string upper)
    {
        WebName = name;
        for (var i = 0; i < 128; i++)
        {
            characters[i] = (char)i;
            // Where Unicode has nothing, a control character of ISO 6429 is at its own place.
            characters[128 + i] = upper[i] == '\uFFFD' && i < 32 ? (char)(128 + i) : upper[i];
        }

        for (var i = 0; i < low.Length; i += 3)
        {
            characters[byte.Parse(low.AsSpan(i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)] = low[i + 2];
        }

        for (var i = 0; i < characters.Length; i++)
        {
            bytesOf.TryAdd(characters[i], (byte)i);
        }
    }

    public override string WebName { get; }

    public override bool IsSingleByte => true;

    /// <summary>Whether it is one for languages that are written in Latin letters with a few beyond ASCII.</summary>
    public bool IsLatin => WebName.StartsWith("iso-8859-", StringComparison.Ordinal);

    public static ByteTable? Find(string normalisedName) => ByName.GetValueOrDefault(normalisedName);

    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    public override int GetMaxCharCount(int byteCount) => byteCount;

    public override int GetMaxByteCount(int charCount) => charCount;

    public override int GetByteCount(char[] chars, int index, int count) => count;

    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex)
    {
        for (var i = 0; i < byteCount; i++)
        {
            chars[charIndex + i] = characters[bytes[byteIndex + i]];
        }

        return byteCount;
    }

    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex)
    {
        for (var i = 0; i < charCount; i++)
        {
            bytes[byteIndex + i] = bytesOf.GetValueOrDefault(chars[charIndex + i], (byte)'?');
        }

        return charCount;
    }

    // A line for each, parted by tabs: its name, the names that give it, characters in the lower half that are not ASCII's, and the upper half.
    private static FrozenDictionary<string, ByteTable> Load()
    {
        using var lines = new StreamReader(typeof(ByteTable).Assembly.GetManifestResourceStream("ByteTables.txt")!, Encoding.UTF8);
        var tables = new Dictionary<string, ByteTable>(StringComparer.Ordinal);
        while (lines.ReadLine() is { } line)
        {
            var columns = line.Split('\t');
            var table = new ByteTable(columns[0], columns[2], columns[3]);
            foreach (var name in columns[1].Split(' '))
            {
                tables.Add(name, table);
            }
        }

        return tables.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
