using System.Text;

namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>Reads Message-ID, In-Reply-To and References (RFC 5322 section 3.6.4) as they occur.</summary>
public static class MessageIds
{
    /// <summary>
    /// The ids in order, without brackets and without the blanks that a fold left in them. Where there are no brackets at all, every
    /// word with an @ counts (some programs leave them out); other words («Your message of Tuesday») never do.
    /// </summary>
    public static IReadOnlyList<string> Parse(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            return [];
        }

        // Python's email package wrote long ids as encoded words for years.
        var text = value.Contains("=?", StringComparison.Ordinal) && value.Contains("?=", StringComparison.Ordinal) ? EncodedWords.Decode(value) : value;
        text = WithoutComments(text);
        var ids = new List<string>();
        var open = text.IndexOf('<', StringComparison.Ordinal);
        if (open < 0)
        {
            foreach (var word in text.Split([' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries))
            {
                Add(ids, word.Trim('"', '>'), needsAt: true);
            }

            return ids;
        }

        while (open >= 0 && open < text.Length)
        {
            var rest = text.AsSpan(open + 1);
            var length = rest.IndexOfAny('<', '>');
            var closed = length >= 0 && rest[length] == '>';
            var body = length < 0 ? rest : rest[..length];
            var id = closed ? WithoutBlanks(body) : FirstWord(body);
            Add(ids, id, needsAt: false);
            open = length < 0 ? -1 : text.IndexOf('<', open + 1 + length);
        }

        return ids;
    }

    /// <summary>The first id, or null.</summary>
    public static string? First(string? value) => Parse(value) is [var first, ..] ? first : null;

    /// <summary>Comments stand between ids; round brackets within an id are part of it, whatever the grammar says.</summary>
    private static string WithoutComments(string text)
    {
        if (!text.Contains('(', StringComparison.Ordinal))
        {
            return text;
        }

        var kept = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '(')
            {
                i = Comments.Skip(text, i);
                kept.Append(' ');
                continue;
            }

            var end = text[i] == '<' ? text.AsSpan(i).IndexOf('>') : 0;
            var length = end < 0 ? text.Length - i : end + 1;
            kept.Append(text, i, length);
            i += length;
        }

        return kept.ToString();
    }

    private static void Add(List<string> ids, string id, bool needsAt)
    {
        if (id.Length > 0 && (!needsAt || id.Contains('@', StringComparison.Ordinal)))
        {
            ids.Add(id);
        }
    }

    private static string FirstWord(ReadOnlySpan<char> body)
    {
        body = body.Trim();
        var end = body.IndexOfAny(' ', '\t', ',');
        return (end < 0 ? body : body[..end]).ToString();
    }

    private static string WithoutBlanks(ReadOnlySpan<char> body)
    {
        if (body.IndexOfAny(' ', '\t') < 0)
        {
            return body.ToString();
        }

        var kept = new StringBuilder(body.Length);
        foreach (var c in body)
        {
            if (c is not ' ' and not '\t')
            {
                kept.Append(c);
            }
        }

        return kept.ToString();
    }
}
