using System.Text;

namespace HelpdeskMail.Helpdesk;

/// <summary>Text of mails as PostgreSQL can hold it: no NUL characters and no halves of surrogate pairs, both of which occur in broken mails.</summary>
internal static class DatabaseText
{
    /// <summary>The text with what cannot be stored replaced, cut to a length.</summary>
    public static string Clean(string? text, int longest = int.MaxValue)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var cut = text.Length <= longest ? text : text[..(char.IsHighSurrogate(text[longest - 1]) ? longest - 1 : longest)];
        return IsStorable(cut) ? cut : Repair(cut);
    }

    /// <summary>The same, with null for what is empty.</summary>
    public static string? CleanOrNull(string? text, int longest = int.MaxValue) => Clean(text, longest) is { Length: > 0 } clean ? clean : null;

    /// <summary>One line: control characters and runs of blanks become one blank.</summary>
    public static string OneLine(string? text, int longest)
    {
        var line = new StringBuilder(Math.Min(text?.Length ?? 0, longest));
        foreach (var c in Clean(text))
        {
            if (line.Length >= longest)
            {
                break;
            }

            if (!char.IsWhiteSpace(c) && !char.IsControl(c))
            {
                line.Append(c);
            }
            else if (line.Length > 0 && line[^1] != ' ')
            {
                line.Append(' ');
            }
        }

        return Clean(line.ToString().TrimEnd());
    }

    private static bool IsStorable(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF'))
        {
            return !text.Contains('\0', StringComparison.Ordinal);
        }

        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\0' || char.IsLowSurrogate(text[i]))
            {
                return false;
            }

            if (char.IsHighSurrogate(text[i]) && (++i == text.Length || !char.IsLowSurrogate(text[i])))
            {
                return false;
            }
        }

        return true;
    }

    private static string Repair(string text)
    {
        var repaired = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value == 0 ? repaired.Append('\uFFFD') : repaired.Append(rune.ToString());
        }

        return repaired.ToString();
    }
}
