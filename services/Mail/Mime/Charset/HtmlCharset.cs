using System.Buffers;
using System.Text;

namespace HelpdeskMail.Mail.Mime.Charset;

/// <summary>Finds the charset that an HTML text names in its own head, where the header of the part names none.</summary>
internal static class HtmlCharset
{
    private static readonly SearchValues<char> ValueEnds = SearchValues.Create("\"' ;/>");

    public static string? Find(ReadOnlySpan<byte> html)
    {
        html = html[..Math.Min(html.Length, 2048)];
        while (true)
        {
            var meta = html.IndexOf("<"u8);
            if (meta < 0)
            {
                return null;
            }

            html = html[(meta + 1)..];
            if (html.Length < 5 || !Ascii.EqualsIgnoreCase(html[..4], "meta"u8))
            {
                continue;
            }

            var end = html.IndexOf((byte)'>');
            var element = Encoding.ASCII.GetString(end < 0 ? html : html[..end]);
            var at = element.IndexOf("charset", StringComparison.OrdinalIgnoreCase);
            if (at >= 0)
            {
                var value = element.AsSpan(at + 7).TrimStart(" =\"'");
                var stop = value.IndexOfAny(ValueEnds);
                return (stop < 0 ? value : value[..stop]).ToString();
            }
        }
    }
}
