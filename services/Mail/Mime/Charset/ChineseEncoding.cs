using System.Text;

namespace HelpdeskMail.Mail.Mime.Charset;

/// <summary>GB 18030, under which name or those of its smaller sisters GBK and GB 2312 programs of Windows write their euro sign as the one byte 80, which the platform does not read.</summary>
internal static class ChineseEncoding
{
    private static readonly Encoding Plain = MendedEncoding.Platform(54936);

    public static MendedEncoding Gb18030 { get; } = new(54936, "gb18030", Read);

    private static string Read(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.Contains((byte)0x80))
        {
            return Plain.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        var start = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == 0x80)
            {
                text.Append(Plain.GetString(bytes[start..i])).Append('€');
                start = i + 1;
            }
            else if (bytes[i] > 0x80 && i + 1 < bytes.Length)
            {
                i += bytes[i + 1] is >= (byte)'0' and <= (byte)'9' ? 3 : bytes[i + 1] >= 0x40 ? 1 : 0;
            }
        }

        return text.Append(Plain.GetString(bytes[Math.Min(start, bytes.Length)..])).ToString();
    }
}
