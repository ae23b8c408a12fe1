using System.Text;

namespace HelpdeskMail.Sandbox.Imap;

/// <summary>Folder names on the wire (RFC 3501 section 5.1.3): printable ASCII as it is, the rest UTF-16 in a base64 of its own between &amp; and -.</summary>
public static class ModifiedUtf7
{
    public static string Encode(string name)
    {
        var result = new StringBuilder();
        for (var i = 0; i < name.Length;)
        {
            if (name[i] is >= ' ' and <= '~')
            {
                result.Append(name[i] == '&' ? "&-" : name[i].ToString());
                i++;
                continue;
            }

            var end = i;
            while (end < name.Length && name[end] is not (>= ' ' and <= '~'))
            {
                end++;
            }

            result.Append('&').Append(Convert.ToBase64String(Encoding.BigEndianUnicode.GetBytes(name[i..end])).TrimEnd('=').Replace('/', ',')).Append('-');
            i = end;
        }

        return result.ToString();
    }

    /// <summary>The name; text that is not well formed comes back as it is.</summary>
    public static string Decode(string wire)
    {
        var result = new StringBuilder();
        for (var i = 0; i < wire.Length; i++)
        {
            var end = wire[i] == '&' ? wire.IndexOf('-', i) : -1;
            if (end < 0)
            {
                result.Append(wire[i]);
                continue;
            }

            var base64 = wire[(i + 1)..end].Replace(',', '/');
            var buffer = new byte[base64.Length + 4];
            if (base64.Length == 0)
            {
                result.Append('&');
            }
            else if (Convert.TryFromBase64String(base64.PadRight((base64.Length + 3) / 4 * 4, '='), buffer, out var length))
            {
                result.Append(Encoding.BigEndianUnicode.GetString(buffer, 0, length & ~1));
            }
            else
            {
                result.Append(wire, i, end - i + 1);
            }

            i = end;
        }

        return result.ToString();
    }
}
