using System.Text;

namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>
/// Reads address fields in one walk without recursion. What is collected since the last separator becomes a mailbox when the next
/// separator, group mark or the end comes.
/// </summary>
internal ref struct AddressParser
{
    private readonly ReadOnlySpan<char> text;
    private readonly MimeLimits limits;
    private readonly List<Mailbox> mailboxes = [];
    private readonly List<AddressGroup> groups = [];
    private readonly StringBuilder phrase = new();
    private int position;
    private int phraseQuotedAt = -1;
    private string? angle;
    private string? comment;
    private string? groupName;
    private int groupStart;
    private bool joinable;
    private bool irregular;
    private bool full;

    private AddressParser(ReadOnlySpan<char> text, MimeLimits limits)
    {
        this.text = text;
        this.limits = limits;
    }

    public static AddressList Parse(string value, MimeLimits limits, out bool irregular, out bool full)
    {
        var parser = new AddressParser(value, limits);
        parser.Run();
        irregular = parser.irregular;
        full = parser.full;
        return parser.mailboxes.Count == 0 && parser.groups.Count == 0 ? AddressList.None : new(parser.mailboxes, parser.groups);
    }

    private void Run()
    {
        while (position < text.Length && !full)
        {
            var c = text[position];
            switch (c)
            {
                case '(':
                    TakeComment();
                    break;
                case '"':
                    TakeQuoted();
                    break;
                case '<':
                    TakeAngle();
                    break;
                case ',':
                    position++;
                    EndMailbox(byComma: true);
                    break;
                case ';':
                    position++;
                    EndMailbox(byComma: false);
                    EndGroup();
                    break;
                case ':' when groupName is null && angle is null && phrase.Length > 0 && !HasAt():
                    position++;
                    groupName = Decoded(phrase.ToString());
                    groupStart = mailboxes.Count;
                    Reset();
                    break;
                case '=' when EncodedWords.EndOf(text, position) is > 0 and var end:
                    // A word may hold raw commas and semicolons although it must not.
                    phrase.Append(text[position..end]);
                    position = end;
                    break;
                default:
                    phrase.Append(c == '\t' ? ' ' : c);
                    position++;
                    break;
            }
        }

        EndMailbox(byComma: false);
        EndGroup();
    }

    private void TakeComment()
    {
        var end = Comments.Skip(text, position);
        comment = text[(position + 1)..Math.Max(position + 1, end - 1)].ToString();
        position = end;
    }

    private void TakeQuoted()
    {
        var wholeAddress = position + 1 < text.Length && QuotedLocalPart();
        phraseQuotedAt = phraseQuotedAt < 0 ? phrase.Length : phraseQuotedAt;
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

        irregular |= position >= text.Length;
        position++;
        if (wholeAddress)
        {
            phrase.Append('"');
        }
    }

    /// <summary>Whether the quoted string at the position is followed by an @: a local part, whose quotes belong to the address.</summary>
    private readonly bool QuotedLocalPart()
    {
        for (var i = position + 1; i < text.Length && i < position + 320; i++)
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

    private void TakeAngle()
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
                irregular = true;
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
            irregular = true;
        }

        var cleaned = Clean(address.ToString());
        if (angle is null || (cleaned.Contains('@', StringComparison.Ordinal) && !angle.Contains('@', StringComparison.Ordinal)))
        {
            angle = cleaned;
        }
        else
        {
            irregular = true;
        }
    }

    /// <summary>Takes the source route «@a,@b:» and «mailto:» off (RFC 5322 section 4.4).</summary>
    private static string Clean(string address)
    {
        if (address.StartsWith('@') && address.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon)
        {
            address = address[(colon + 1)..];
        }

        return address.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase) ? address[7..] : address.Trim('\'');
    }

    private readonly bool HasAt()
    {
        foreach (var chunk in phrase.GetChunks())
        {
            if (chunk.Span.Contains('@'))
            {
                return true;
            }
        }

        return false;
    }

    private void EndMailbox(bool byComma)
    {
        var words = phrase.ToString().Trim();
        if (angle is null && words.Length == 0)
        {
            irregular |= comment is not null;
            Reset();
            return;
        }

        if (mailboxes.Count >= limits.Addresses)
        {
            full = true;
            Reset();
            return;
        }

        if (angle is not null)
        {
            AddNamed(words);
            joinable = false;
        }
        else
        {
            AddBare(words, byComma);
        }

        Reset();
    }

    private void AddNamed(string words)
    {
        var name = Decoded(words.Length == 0 && comment is not null ? Unescape(comment) : words);
        if (joinable && mailboxes.Count > groupStart)
        {
            // «Miller, Ann <a@x>»: the comma of a name that should have been in quotes.
            var family = mailboxes[^1];
            mailboxes.RemoveAt(mailboxes.Count - 1);
            name = $"{(family.DisplayName.Length > 0 ? family.DisplayName : family.Address)}, {name}";
            irregular = true;
        }

        mailboxes.Add(new(Unquoted(name), angle!));
    }

    private void AddBare(string words, bool byComma)
    {
        joinable = false;
        if (words.Contains("=?", StringComparison.Ordinal))
        {
            var decoded = Decoded(words);
            var open = decoded.LastIndexOf('<');
            var close = decoded.LastIndexOf('>');
            if (open >= 0 && close > open && decoded.IndexOf('@', open) > 0)
            {
                // The whole address, brackets and all, was put into an encoded word.
                irregular = true;
                mailboxes.Add(new(Unquoted(decoded[..open].Trim()), Clean(decoded[(open + 1)..close].Trim())));
                return;
            }

            words = decoded;
        }

        var at = words.LastIndexOf('@');
        if (at >= 0)
        {
            AddWithAt(words, at);
            return;
        }

        var local = !words.Contains(' ', StringComparison.Ordinal) && phraseQuotedAt < 0;
        mailboxes.Add(local ? new(comment is null ? "" : Decoded(Unescape(comment)), words) : new(words, ""));
        joinable = byComma && comment is null;
        irregular = true;
    }

    private void AddWithAt(string words, int at)
    {
        var name = comment is null ? "" : Decoded(Unescape(comment));
        if (!words.Contains(' ', StringComparison.Ordinal) || words.StartsWith('"'))
        {
            mailboxes.Add(new(name, Clean(words)));
            return;
        }

        // «user @ host . net» of RFC 822, or a name and an address without brackets.
        var tight = Tighten(words);
        if (!tight.Contains(' ', StringComparison.Ordinal))
        {
            mailboxes.Add(new(name, Clean(tight)));
            return;
        }

        at = tight.LastIndexOf('@');
        var start = tight.LastIndexOf(' ', at) + 1;
        var end = tight.IndexOf(' ', at);
        end = end < 0 ? tight.Length : end;
        var rest = (tight[..start] + tight[end..]).Trim();
        irregular = true;
        mailboxes.Add(new(Unquoted(rest.Length > 0 ? rest : name), Clean(tight[start..end])));
    }

    /// <summary>Takes blanks away around @ and dots.</summary>
    private static string Tighten(string words)
    {
        var kept = new StringBuilder(words.Length);
        foreach (var c in words)
        {
            if (c is '@' or '.')
            {
                while (kept.Length > 0 && kept[^1] == ' ')
                {
                    kept.Length--;
                }
            }
            else if (c == ' ' && kept.Length > 0 && kept[^1] is '@' or '.' or ' ')
            {
                continue;
            }

            kept.Append(c);
        }

        return kept.ToString();
    }

    private void EndGroup()
    {
        if (groupName is null)
        {
            return;
        }

        groups.Add(new(groupName, mailboxes.GetRange(groupStart, mailboxes.Count - groupStart)));
        groupName = null;
        groupStart = mailboxes.Count;
        joinable = false;
    }

    private void Reset()
    {
        phrase.Clear();
        (angle, comment, phraseQuotedAt) = (null, null, -1);
    }

    private static string Decoded(string words) => Collapse(EncodedWords.Decode(words.Trim()));

    /// <summary>«'Ann Miller'»: Outlook puts apostrophes around names that it does not know.</summary>
    private static string Unquoted(string name)
    {
        name = name.Trim();
        return name.Length > 2 && ((name[0] == '\'' && name[^1] == '\'') || (name[0] == '"' && name[^1] == '"')) ? name[1..^1].Trim() : name;
    }

    private static string Unescape(string comment) => comment.Replace("\\", "", StringComparison.Ordinal);

    private static string Collapse(string words)
    {
        if (!words.Contains("  ", StringComparison.Ordinal))
        {
            return words;
        }

        var kept = new StringBuilder(words.Length);
        foreach (var c in words)
        {
            if (c != ' ' || kept.Length == 0 || kept[^1] != ' ')
            {
                kept.Append(c);
            }
        }

        return kept.ToString();
    }
}
