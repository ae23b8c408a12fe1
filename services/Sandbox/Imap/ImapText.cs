using System.Globalization;
using System.Text;

namespace HelpdeskMail.Sandbox.Imap;

/// <summary>Writes values as IMAP's strings.</summary>
public static class ImapText
{
    /// <summary>NIL, a quoted string, or a literal where the text has what a quoted string must not.</summary>
    public static string NString(string? text)
    {
        if (text is null)
        {
            return "NIL";
        }

        return text.All(character => character is >= ' ' and <= '~')
            ? Quote(text)
            : $"{{{Encoding.UTF8.GetByteCount(text).ToString(CultureInfo.InvariantCulture)}}}\r\n{text}";
    }

    /// <summary>Text beyond ASCII as an encoded word (RFC 2047), as servers give it to clients that did not ask for UTF-8.</summary>
    public static string EncodedWord(string text) =>
        text.All(char.IsAscii) ? text : $"=?utf-8?B?{Convert.ToBase64String(Encoding.UTF8.GetBytes(text))}?=";

    public static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    public static string Folder(string name) => Quote(ModifiedUtf7.Encode(name));

    public static string Flags(IEnumerable<string> flags) => $"({string.Join(' ', flags)})";

    /// <summary>INTERNALDATE's form: <c>" 3-Nov-2026 08:15:00 +0000"</c>.</summary>
    public static string Date(DateTimeOffset at) => $"\"{at.UtcDateTime.Day,2}-{at.UtcDateTime.ToString("MMM-yyyy HH:mm:ss", CultureInfo.InvariantCulture)} +0000\"";
}
