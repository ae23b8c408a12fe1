using System.Text;

namespace HelpdeskMail.Mail.Text;

/// <summary>
/// Reads text/enriched (RFC 1896) and the older text/richtext as plain text. Its lines are filled: one line end is a blank, more are one fewer; within «nofill» they are what they are.
/// </summary>
internal static class EnrichedText
{
    public static string ToPlain(string text)
    {
        var result = new StringBuilder(text.Length);
        var parameters = 0;
        var unfilled = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' && unfilled == 0)
            {
                var more = text.AsSpan(i + 1).IndexOfAnyExcept('\n') is >= 0 and var found ? found : text.Length - i - 1;
                result.Append(more == 0 ? ' ' : '\n', more == 0 && result is [.., '\n'] ? 0 : Math.Max(1, more));
                i += more;
                continue;
            }

            if (text[i] != '<')
            {
                _ = parameters > 0 ? result : result.Append(text[i]);
                continue;
            }

            if (i + 1 < text.Length && text[i + 1] == '<')
            {
                result.Append('<');
                i++;
                continue;
            }

            var end = text.AsSpan(i, Math.Min(text.Length - i, 62)).IndexOf('>');
            if (end < 0)
            {
                result.Append('<');
                continue;
            }

            var command = text.AsSpan(i + 1, end - 1);
            parameters += command.Equals("param", StringComparison.OrdinalIgnoreCase) ? 1 : command.Equals("/param", StringComparison.OrdinalIgnoreCase) && parameters > 0 ? -1 : 0;
            unfilled += command.Equals("nofill", StringComparison.OrdinalIgnoreCase) ? 1 : command.Equals("/nofill", StringComparison.OrdinalIgnoreCase) && unfilled > 0 ? -1 : 0;
            if (command.Equals("nl", StringComparison.OrdinalIgnoreCase) || command.Equals("lt", StringComparison.OrdinalIgnoreCase))
            {
                result.Append(command[0] is 'n' or 'N' ? '\n' : '<');
            }

            i += end;
        }

        return result.ToString().TrimEnd(' ');
    }
}
