using System.Text;

namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>
/// Walks over an address field and takes its larger pieces: comments, quoted strings, what stands in angle brackets, encoded words.
/// A comment or quoted string that is never closed is none: its sign is passed over, so that it does not swallow the addresses behind it.
/// </summary>
internal ref struct AddressScanner(ReadOnlySpan<char> text)
{
    // A local part has 64 characters; one in quotes with backslashes somewhat more.
    private const int LongestQuotedLocalPart = 320;

    private readonly ReadOnlySpan<char> text = text;
    private int position;
    private bool noMoreComments;
    private bool noMoreQuotes;

    public readonly bool AtEnd => position >= text.Length;

    public readonly char Next => text[position];

    /// <summary>A piece was not closed, or closed by something else.</summary>
    public bool Irregular { get; private set; }

    public void Skip() => position++;

    /// <summary>The comment at the position, without its brackets; false when it is never closed.</summary>
    public bool TryComment(out string comment)
    {
        var start = position;
        if (!SkipComment())
        {
            comment = "";
            return false;
        }

        comment = text[(start + 1)..(position - 1)].ToString();
        return true;
    }

    /// <summary>The encoded word at the position, if one is: it may hold raw commas and semicolons although it must not.</summary>
    public bool TryEncodedWord(out ReadOnlySpan<char> word)
    {
        var end = EncodedWords.EndOf(text, position);
        word = end > 0 ? text[position..end] : default;
        position = end > 0 ? end : position;
        return end > 0;
    }

    /// <summary>The quoted string at the position, its quotes and backslashes taken off unless they belong to an address.</summary>
    public void Quoted(StringBuilder phrase)
    {
        if (noMoreQuotes || !IsClosedQuote())
        {
            (noMoreQuotes, Irregular) = (true, true);
            position++;
            return;
        }

        var wholeAddress = position + 1 < text.Length && QuotedLocalPart();
        if (wholeAddress)
        {
            phrase.Append('"');
        }

        position++;
        while (position < text.Length && text[position] != '"')
        {
            if (text[position] == '\\' && position + 1 < text.Length)
            {
                if (wholeAddress)
                {
                    phrase.Append('\\');
                }

                position++;
            }

            phrase.Append(text[position++]);
        }

        position++;
        if (wholeAddress)
        {
            phrase.Append('"');
        }
    }

    /// <summary>What stands in the angle brackets at the position, without white space and comments.</summary>
    public string Angle()
    {
        position++;
        var address = new StringBuilder();
        var quoted = false;
        var at = false;
        while (position < text.Length && (quoted || text[position] != '>'))
        {
            var c = text[position];
            if (c == '(' && !quoted && SkipComment())
            {
                continue;
            }

            if (c == ',' && !quoted && at && address[0] != '@')
            {
                // The bracket was never closed and the next address begins.
                Irregular = true;
                break;
            }

            if (c == '<' && at && !quoted && text[(position + 1)..].StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            {
                // «<ann@x<mailto:ann@x>>»: Outlook's way to paste an address as text. The first says it.
                Irregular = true;
                position += text[position..].IndexOf('>') is >= 0 and var end ? end : text.Length - position;
                break;
            }

            at |= c == '@';
            quoted ^= c == '"' && (address.Length == 0 || address[^1] != '\\');
            if (c != '<' && (quoted || c is not ' ' and not '\t'))
            {
                address.Append(c);
            }

            position++;
        }

        if (position < text.Length && text[position] == '>')
        {
            position++;
            while (position < text.Length && text[position] == '>')
            {
                position++;
            }
        }
        else
        {
            Irregular = true;
        }

        return address.ToString();
    }

    private bool SkipComment()
    {
        if (noMoreComments)
        {
            return false;
        }

        var end = Comments.Skip(text, position, out var closed);
        (noMoreComments, Irregular) = (!closed, Irregular || !closed);
        position = closed ? end : position;
        return closed;
    }

    private readonly bool IsClosedQuote()
    {
        for (var i = position + 1; i < text.Length; i++)
        {
            if (text[i] == '"')
            {
                return true;
            }

            i += text[i] == '\\' ? 1 : 0;
        }

        return false;
    }

    /// <summary>Whether the quoted string at the position is followed by an @: a local part, whose quotes belong to the address.</summary>
    private readonly bool QuotedLocalPart()
    {
        for (var i = position + 1; i < text.Length && i < position + LongestQuotedLocalPart; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return i + 1 < text.Length && text[i + 1] == '@';
            }
        }

        return false;
    }
}
