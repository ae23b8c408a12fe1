using System.Text;

namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>
/// Splits «value; name=value; …» (RFC 2045 section 5.1) with what senders make of it: doubled or missing semicolons, spaces around
/// «=», unquoted values with spaces, quotes that never end, Windows paths, comments. Each character is looked at a fixed number of times.
/// </summary>
internal ref struct ParameterScanner(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> text = text;
    private int position;
    private int commentsSeenTo;

    /// <summary>True when something did not follow the grammar.</summary>
    public bool Irregular { get; private set; }

    /// <summary>The value before the first parameter.</summary>
    public string ReadValue()
    {
        // «text/plain; …»: nothing in it that has to be looked at twice.
        var plain = text.IndexOfAny(";( \t");
        if (plain < 0 || text[plain] == ';')
        {
            position = plain < 0 ? text.Length : plain;
            return text[..position].Trim("\"'").ToString();
        }

        var value = new StringBuilder();
        while (position < text.Length && text[position] != ';' && !AtNextName())
        {
            if (text[position] == '(')
            {
                position = Comments.Skip(text, position);
                continue;
            }

            value.Append(text[position++]);
        }

        return value.ToString().Trim(' ', '\t', '"', '\'');
    }

    /// <summary>The next parameter; false at the end.</summary>
    public bool TryRead(out RawParameter parameter)
    {
        parameter = default;
        while (true)
        {
            SkipSeparators();
            if (position >= text.Length)
            {
                return false;
            }

            var name = ReadName();
            if (position < text.Length && text[position] == '=')
            {
                position++;
                SkipBlank();
                var quoted = position < text.Length && text[position] == '"';
                var value = quoted ? ReadQuoted() : ReadPlain();
                if (name.Length > 0)
                {
                    parameter = new(name, value, quoted);
                    return true;
                }
            }

            Irregular = true;
            if (name.Length == 0 && position < text.Length && text[position] is not ';' and not '=')
            {
                position++;
            }
        }
    }

    private void SkipSeparators()
    {
        while (position < text.Length && text[position] is ';' or ' ' or '\t' or ',' or '(')
        {
            position = text[position] == '(' ? Comments.Skip(text, position) : position + 1;
        }
    }

    private void SkipBlank()
    {
        while (position < text.Length && text[position] is ' ' or '\t' or '(')
        {
            position = text[position] == '(' ? Comments.Skip(text, position) : position + 1;
        }
    }

    private string ReadName()
    {
        var start = position;
        while (position < text.Length && text[position] is not '=' and not ';' and not ' ' and not '\t' and not '"' and not '(')
        {
            position++;
        }

        var name = text[start..position].ToString();
        SkipBlank();
        return name;
    }

    private string ReadQuoted()
    {
        position++;
        var end = text[position..].IndexOfAny('"', '\\');
        if (end >= 0 && text[position + end] == '"' && Closes(position + end))
        {
            var whole = text.Slice(position, end).ToString();
            position += end + 1;
            return whole;
        }

        var value = new StringBuilder();
        while (position < text.Length && !(text[position] == '"' && Closes(position)))
        {
            Irregular |= text[position] == '"';
            // Only a quote or a backslash is ever escaped on purpose; other backslashes are part of a path.
            if (text[position] == '\\' && position + 1 < text.Length && text[position + 1] is '"' or '\\' && !IsLastQuote(position + 1))
            {
                position++;
            }

            value.Append(text[position++]);
        }

        if (position >= text.Length)
        {
            Irregular = true;
        }

        position++;
        return value.ToString();
    }

    /// <summary>
    /// «name="the "best" offer.pdf"»: only a quote that a separator, a comment or the next name follows ends the value, or the last one before the next value begins, whatever is behind it.
    /// </summary>
    private readonly bool Closes(int at)
    {
        var rest = text[(at + 1)..].TrimStart(" \t");
        return rest.IsEmpty || rest[0] is ';' or ',' or '(' or '"' || NameLength(rest) > 0
            || rest.IndexOf('"') is var next && (next < 0 || rest[next - 1] == '=');
    }

    /// <summary>«name="C:\"» ends with the quote: nothing but a separator follows it.</summary>
    private readonly bool IsLastQuote(int at) => text[at] == '"' && text[(at + 1)..].TrimStart(' ').IsEmpty;

    private string ReadPlain()
    {
        var start = position;
        while (position < text.Length && text[position] != ';' && !AtNextName() && !(text[position] == '(' && IsCommentToTheEnd()))
        {
            position++;
        }

        var value = text[start..position].Trim(" \t");
        Irregular |= value.ContainsAny(' ', '\t');
        return value.ToString();
    }

    /// <summary>White space, a name and «=»: the semicolon before it was forgotten.</summary>
    private readonly bool AtNextName()
    {
        if (text[position] is not ' ' and not '\t')
        {
            return false;
        }

        return NameLength(text[(position + 1)..]) > 0;
    }

    /// <summary>How long a name is that stands here with «=» behind it; 0 for none.</summary>
    private static int NameLength(ReadOnlySpan<char> rest)
    {
        rest = rest[..Math.Min(rest.Length, 40)];
        var name = 0;
        while (name < rest.Length && (char.IsAsciiLetterOrDigit(rest[name]) || rest[name] is '-' or '*' or '_'))
        {
            name++;
        }

        return name > 2 && name < rest.Length && rest[name] == '=' ? name : 0;
    }

    /// <summary>«charset=us-ascii (plain)» has a comment; the brackets of «filename=report(1).pdf» and «filename=report (1).pdf» are part of the name.</summary>
    private bool IsCommentToTheEnd()
    {
        // What was looked through once is not looked through again, or open brackets in a row would be quadratic.
        if (position < commentsSeenTo || text[position - 1] is not ' ' and not '\t' and not '=')
        {
            return false;
        }

        commentsSeenTo = Comments.Skip(text, position);
        var rest = text[commentsSeenTo..].TrimStart(" \t");
        return rest.IsEmpty || rest[0] is ';' or '(' || NameLength(rest) > 0;
    }
}
