using System.Text;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Sandbox.Mailboxes;

/// <summary>Changes the header of a raw message and leaves every other byte alone.</summary>
public static class HeaderEdit
{
    /// <summary>Lines that end in a lone LF get CRLF, as on the wire; a lone CR stays.</summary>
    public static byte[] CanonicalLineEnds(byte[] raw)
    {
        var bare = Enumerable.Range(0, raw.Length).Count(i => raw[i] == '\n' && (i == 0 || raw[i - 1] != '\r'));
        if (bare == 0)
        {
            return raw;
        }

        var result = new byte[raw.Length + bare];
        var at = 0;
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] == '\n' && (i == 0 || raw[i - 1] != '\r'))
            {
                result[at++] = (byte)'\r';
            }

            result[at++] = raw[i];
        }

        return result;
    }

    /// <summary>Takes out every field of this name.</summary>
    public static byte[] Remove(byte[] raw, string name)
    {
        var root = MimeMessage.Parse(raw).Root;
        if (!root.Headers.Contains(name))
        {
            return raw;
        }

        var kept = new MemoryStream(raw.Length);
        var from = 0;
        for (var index = 0; index < root.Headers.Count; index++)
        {
            var field = root.Headers[index];
            if (field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                kept.Write(raw, from, field.Offset - from);
                from = index + 1 < root.Headers.Count ? root.Headers[index + 1].Offset : HeaderEnd(root);
            }
        }

        kept.Write(raw, from, raw.Length - from);
        return kept.ToArray();
    }

    /// <summary>Puts a field in front of the others.</summary>
    public static byte[] Prepend(byte[] raw, string name, string value) => [.. Encoding.UTF8.GetBytes($"{name}: {value}\r\n"), .. raw];

    /// <summary>Offset of the empty line behind the header.</summary>
    private static int HeaderEnd(MimePart root) =>
        root.RawHeader.Span.EndsWith("\r\n\r\n"u8) ? root.RawHeader.Length - 2 : root.RawHeader.Length;
}
