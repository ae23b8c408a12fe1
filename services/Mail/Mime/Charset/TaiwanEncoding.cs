using System.Text;

namespace HelpdeskMail.Mail.Mime.Charset;

/// <summary>
/// EUC-TW, CNS 11643 as Unix writes it: plane 1 in two bytes, any plane behind the bytes 8E and A0 and its number. The platform has the first two planes, which are those of Big5, in a form of its own
/// (x-Chinese-CNS: the second byte without its highest bit is of plane 2); characters of the others stay unread.
/// </summary>
internal static class TaiwanEncoding
{
    private const byte SingleShift = 0x8E;
    private static readonly Encoding Planes = MendedEncoding.Platform(20000);

    public static MendedEncoding Euc { get; } = new(20000, "euc-tw", Read);

    private static string Read(ReadOnlySpan<byte> bytes)
    {
        var platform = new byte[bytes.Length];
        var text = new StringBuilder(bytes.Length);
        var written = 0;
        for (var i = 0; i < bytes.Length; i++)
        {
            if (bytes[i..] is [SingleShift, >= 0xA1 and <= 0xB0, >= 0xA1 and <= 0xFE, >= 0xA1 and <= 0xFE, ..])
            {
                if (bytes[i + 1] <= 0xA2)
                {
                    platform[written++] = bytes[i + 2];
                    platform[written++] = (byte)(bytes[i + 1] == 0xA1 ? bytes[i + 3] : bytes[i + 3] & 0x7F);
                }
                else
                {
                    text.Append(Planes.GetString(platform, 0, written)).Append('\uFFFD');
                    written = 0;
                }

                i += 3;
            }
            else if (bytes[i..] is [>= 0xA1 and <= 0xFE, >= 0xA1 and <= 0xFE, ..])
            {
                platform[written++] = bytes[i];
                platform[written++] = bytes[++i];
            }
            else if (bytes[i] < 0x80)
            {
                platform[written++] = bytes[i];
            }
            else
            {
                text.Append(Planes.GetString(platform, 0, written)).Append('\uFFFD');
                written = 0;
            }
        }

        return text.Append(Planes.GetString(platform, 0, written)).ToString();
    }
}
