using System.Text;

namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>Walks over an address field and takes its larger pieces: comments, quoted strings, what stands in angle brackets, encoded words. Every piece ends somewhere, closed or not.</summary>
internal ref struct AddressScanner(ReadOnlySpan<char> text)
{
    // A local part has 64 characters; one in quotes with backslashes somewhat more.
    private const int LongestQuotedLocalPart = 320;

    private readonly ReadOnlySpan<char> text = text;
    private int position;

    public readonly bool AtEnd => position >= text.Length;

    public readonly char Next => text[position];

    /// <summary>A piece was not closed, or closed by something else.</summary>
    public bool Irregular { get; private set; }

    public void Skip() => position++;

    /// <summary>The comment at the position, without its brackets.</summary>
    public string Comment()
    {
        var end = Comments.Skip(text, position);
        var comment = text[(position + 1)..Math.Max(position + 1, end - 1)].ToString();
        position = end;
        return comment;
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

        Irregular |= position >= text.Length;
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
            if (c == '(' && !quoted)
            {
                position = Comments.Skip(text, position);
                continue;
            }

            if (c == ',' && !quoted && at && address[0] != '@')
            {
                // The bracket was never closed and the next address begins.
                Irregular = true;
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
