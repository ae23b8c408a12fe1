using System.Text;

namespace HelpdeskMail.Mail.Imap;

/// <summary>A command in pieces: plain text, and strings that the server may want as literals.</summary>
internal sealed class ImapCommand(string name)
{
    private readonly List<(string Text, bool IsString, bool IsSecret)> parts = [(name, false, false)];

    public IReadOnlyList<(string Text, bool IsString, bool IsSecret)> Parts => parts;

    /// <summary>Adds text that needs no quoting.</summary>
    public ImapCommand Add(string text)
    {
        parts.Add((text, false, false));
        return this;
    }

    /// <summary>Adds a string, quoted or as a literal as its characters need it.</summary>
    public ImapCommand String(string text, bool secret = false)
    {
        parts.Add((text, true, secret));
        return this;
    }

    /// <summary>Adds text that needs no quoting and that the log must not show.</summary>
    public ImapCommand Secret(string text)
    {
        parts.Add((text, false, true));
        return this;
    }

    /// <summary>Whether a string can stand between quotes: printable ASCII (any character once UTF-8 is agreed), no line ends, of reasonable length.</summary>
    public static bool FitsQuotes(string text, bool utf8) =>
        text.Length <= 1000 && text.All(letter => letter is >= ' ' and not '\u007f' && (utf8 || letter < 128));

    public static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>For the protocol log: secrets hidden.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var part in parts)
        {
            text.Append(text.Length > 0 ? " " : "").Append(part.IsSecret ? "(hidden)" : part.IsString ? Quote(part.Text) : part.Text);
        }

        return text.ToString();
    }
}
