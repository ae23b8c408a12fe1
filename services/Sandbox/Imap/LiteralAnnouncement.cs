using System.Globalization;
using System.Text;

namespace HelpdeskMail.Sandbox.Imap;

/// <summary>The <c>{n}</c> or <c>{n+}</c> (RFC 7888) at the end of a line.</summary>
public static class LiteralAnnouncement
{
    public static bool Read(ReadOnlySpan<byte> line, out int count, out bool waits)
    {
        count = 0;
        waits = true;
        var open = line.LastIndexOf((byte)'{');
        if (open < 0 || line is not [.., (byte)'}'])
        {
            return false;
        }

        var number = line[(open + 1)..^1];
        if (number is [.., (byte)'+'])
        {
            waits = false;
            number = number[..^1];
        }

        return int.TryParse(Encoding.ASCII.GetString(number), NumberStyles.None, CultureInfo.InvariantCulture, out count);
    }
}
