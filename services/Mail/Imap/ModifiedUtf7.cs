using System.Buffers.Binary;
using System.Text;

namespace HelpdeskMail.Mail.Imap;

/// <summary>Folder names as IMAP4rev1 sends them (RFC 3501 section 5.1.3). What is not valid is kept as it is, so that every folder can at least be opened again.</summary>
internal static class ModifiedUtf7
{
    public static string Decode(string name)
    {
        if (!name.Contains('&', StringComparison.Ordinal))
        {
            return name;
        }

        var text = new StringBuilder(name.Length);
        for (var at = 0; at < name.Length; at++)
        {
            var end = name[at] == '&' ? name.IndexOf('-', at) : -1;
            if (end < 0)
            {
                text.Append(name[at]);
            }
            else if (end == at + 1)
            {
                text.Append('&');
                at = end;
            }
            else if (TryDecode(name.AsSpan(at + 1, end - at - 1), text))
            {
                at = end;
            }
            else
            {
                return name;
            }
        }

        // Only a name that comes out the same again may be shown decoded: otherwise it could not be opened.
        var decoded = text.ToString();
        return Encode(decoded) == name ? decoded : name;
    }

    public static string Encode(string name)
    {
        var text = new StringBuilder(name.Length);
        var at = 0;
        while (at < name.Length)
        {
            if (name[at] is >= ' ' and <= '~')
            {
                text.Append(name[at] == '&' ? "&-" : name[at].ToString());
                at++;
                continue;
            }

            var end = at;
            while (end < name.Length && name[end] is < ' ' or > '~')
            {
                end++;
            }

            var base64 = Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(name[at..end]));
            text.Append('&').Append(base64.TrimEnd('=').Replace('/', ',')).Append('-');
            at = end;
        }

        return text.ToString();
    }

    private static bool TryDecode(ReadOnlySpan<char> encoded, StringBuilder text)
    {
        var base64 = encoded.ToString().Replace(',', '/');
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='), bytes, out var count) || count % 2 != 0)
        {
            return false;
        }

        for (var at = 0; at < count; at += 2)
        {
            text.Append((char)BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(at)));
        }

        return true;
    }
}
