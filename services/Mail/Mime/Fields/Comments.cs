namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>Comments in structured fields (RFC 5322 section 3.2.2). They nest without limit, so they are counted, not recursed into.</summary>
internal static class Comments
{
    /// <summary>The position after the comment that opens at <paramref name="start"/>; one that never closes ends with the text.</summary>
    public static int Skip(ReadOnlySpan<char> text, int start) => Skip(text, start, out _);

    /// <summary>The same, telling whether the comment was closed.</summary>
    public static int Skip(ReadOnlySpan<char> text, int start, out bool closed)
    {
        var depth = 0;
        closed = true;
        for (var i = start; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\\':
                    i++;
                    break;
                case '(':
                    depth++;
                    break;
                case ')' when --depth == 0:
                    return i + 1;
                default:
                    break;
            }
        }

        closed = false;
        return text.Length;
    }

    /// <summary>The text without its comments, each replaced by a space. Quoted strings are left alone.</summary>
    public static string Remove(string text)
    {
        if (!text.Contains('(', StringComparison.Ordinal))
        {
            return text;
        }

        var kept = new System.Text.StringBuilder(text.Length);
        var quoted = false;
        for (var i = 0; i < text.Length;)
        {
            var c = text[i];
            if (c == '(' && !quoted)
            {
                i = Skip(text, i);
                kept.Append(' ');
                continue;
            }

            quoted ^= c == '"';
            kept.Append(c);
            i++;
        }

        return kept.ToString();
    }
}
