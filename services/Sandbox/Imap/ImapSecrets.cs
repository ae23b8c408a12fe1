using System.Text;

namespace HelpdeskMail.Sandbox.Imap;

/// <summary>Keeps tokens and passwords out of the protocol log.</summary>
public static class ImapSecrets
{
    /// <summary>The line for the log. What follows LOGIN's user name or AUTHENTICATE's mechanism is hidden.</summary>
    /// <param name="line">As it came.</param>
    /// <param name="first">Whether it begins a command; the rest of a command is hidden where a literal of LOGIN may stand in it.</param>
    public static string Hide(ReadOnlySpan<byte> line, bool first)
    {
        var text = Encoding.UTF8.GetString(line);
        var words = text.Split(' ', 4);
        if (!first || words.Length < 3)
        {
            return first ? text : "…";
        }

        return words[1].ToUpperInvariant() switch
        {
            "LOGIN" => $"{words[0]} {words[1]} {words[2]} ********",
            "AUTHENTICATE" when words.Length > 3 => $"{words[0]} {words[1]} {words[2]} ********",
            _ => text,
        };
    }
}
