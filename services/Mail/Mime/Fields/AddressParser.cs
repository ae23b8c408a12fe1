using System.Text;

namespace HelpdeskMail.Mail.Mime.Fields;

/// <summary>
/// Reads address fields in one walk without recursion. What is collected since the last separator becomes a mailbox when the next
/// separator, group mark or the end comes.
/// </summary>
internal ref struct AddressParser
{
    private const int MostCommasInName = 2;

    private readonly MimeLimits limits;
    private readonly List<Mailbox> mailboxes = [];
    private readonly List<AddressGroup> groups = [];
    private readonly StringBuilder phrase = new();
    private AddressScanner scanner;
    private bool phraseIsQuoted;
    private bool phraseHasAt;
    private string? angle;
    private string? comment;
    private string? groupName;
    private int groupStart;
    private int phraseBeforeAngle;
    private int joinable;
    private bool irregular;
    private bool full;

    private AddressParser(ReadOnlySpan<char> text, MimeLimits limits)
    {
        scanner = new AddressScanner(text);
        this.limits = limits;
    }

    public static AddressList Parse(string value, MimeLimits limits, out bool irregular, out bool full)
    {
        var parser = new AddressParser(value, limits);
        parser.Run();
        irregular = parser.irregular || parser.scanner.Irregular;
        full = parser.full;
        return parser.mailboxes.Count == 0 && parser.groups.Count == 0 ? AddressList.None : new(parser.mailboxes, parser.groups);
    }

    private void Run()
    {
        while (!scanner.AtEnd && !full)
        {
            var c = scanner.Next;
            switch (c)
            {
                case '(' when scanner.TryComment(out var inside):
                    comment = inside;
                    break;
                case '"':
                    phraseIsQuoted = true;
                    var before = phrase.Length;
                    scanner.Quoted(phrase);
                    phraseHasAt |= phrase.ToString(before, phrase.Length - before).Contains('@', StringComparison.Ordinal);
                    break;
                case '<':
                    TakeAngle();
                    break;
                case ',':
                    scanner.Skip();
                    EndMailbox(byComma: true);
                    break;
                case ';' when angle is null && AddressWords.EndWithEntity(phrase.ToString(Math.Max(0, phrase.Length - 6), Math.Min(6, phrase.Length))):
                    phrase.Append(c);
                    scanner.Skip();
                    break;
                case ';':
                    scanner.Skip();
                    EndMailbox(byComma: false);
                    EndGroup(closed: true);
                    break;
                case ':' when groupName is null && angle is null && phrase.Length > 0 && !phraseHasAt && !AddressWords.EndWithScheme(phrase.ToString(Math.Max(0, phrase.Length - 6), Math.Min(6, phrase.Length))):
                    scanner.Skip();
                    groupName = AddressWords.Decoded(phrase.ToString());
                    groupStart = mailboxes.Count;
                    Reset();
                    break;
                case '=' when scanner.TryEncodedWord(out var word):
                    phrase.Append(word);
                    phraseHasAt |= word.Contains('@');
                    break;
                default:
                    phrase.Append(c == '\t' ? ' ' : c);
                    phraseHasAt |= c == '@';
                    scanner.Skip();
                    break;
            }
        }

        EndMailbox(byComma: false);
        EndGroup(closed: false);
    }

    private void TakeAngle()
    {
        var inside = scanner.Angle();
        var cleaned = AddressWords.Clean(inside.Contains("=?", StringComparison.Ordinal) ? EncodedWords.Decode(inside) : inside);
        if (angle is not null && angle.Contains('@', StringComparison.Ordinal) && cleaned.Contains('@', StringComparison.Ordinal))
        {
            // «Ann <a@x> Bob <b@x>»: the comma was forgotten, and what follows the first address is the name of the second.
            irregular = true;
            var name = phrase.ToString(phraseBeforeAngle, phrase.Length - phraseBeforeAngle);
            phrase.Length = phraseBeforeAngle;
            EndMailbox(byComma: false);
            phrase.Append(name);
            phraseHasAt = name.Contains('@', StringComparison.Ordinal);
        }

        if (angle is null || (cleaned.Contains('@', StringComparison.Ordinal) && !angle.Contains('@', StringComparison.Ordinal)))
        {
            angle = cleaned;
            phraseBeforeAngle = phrase.Length;
        }
        else
        {
            irregular = true;
        }
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

        if (angle is [.., ':', ';'] && groupName is null)
        {
            // «<undisclosed-recipients:;>» is a group that somebody took for an address.
            irregular = true;
            groups.Add(new(angle[..^2], []));
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
            joinable = 0;
        }
        else
        {
            AddBare(words, byComma);
        }

        Reset();
    }

    private void AddNamed(string words)
    {
        var name = AddressWords.Decoded(words.Length == 0 && comment is not null ? AddressWords.Unescape(comment) : words);
        for (; joinable > 0 && mailboxes.Count > groupStart; joinable--)
        {
            // «Miller, Ann <a@x>», «Miller, Ann, Dr. <a@x>»: the commas of a name that should have been in quotes.
            var before = mailboxes[^1];
            mailboxes.RemoveAt(mailboxes.Count - 1);
            name = $"{(before.DisplayName.Length > 0 ? before.DisplayName : before.Address)}, {name}";
            irregular = true;
        }

        mailboxes.Add(new(AddressWords.Unquoted(AddressWords.WithoutEntities(name)), angle!));
    }

    private void AddBare(string words, bool byComma)
    {
        var namesBefore = joinable;
        joinable = 0;
        if (words.Contains("=?", StringComparison.Ordinal) || (phraseIsQuoted && words.Contains('<', StringComparison.Ordinal)))
        {
            var decoded = AddressWords.Decoded(words);
            var open = decoded.LastIndexOf('<');
            var close = decoded.LastIndexOf('>');
            if (open >= 0 && close > open && decoded.IndexOf('@', open) > 0)
            {
                // The whole address, brackets and all, was put into an encoded word or into quotes.
                irregular = true;
                mailboxes.Add(new(AddressWords.Unquoted(decoded[..open].Trim()), AddressWords.Clean(decoded[(open + 1)..close].Trim())));
                return;
            }

            words = decoded;
        }

        words = words.StartsWith('"') ? words : words.TrimEnd('>');
        var at = words.LastIndexOf('@');
        if (at >= 0)
        {
            AddWithAt(words, at);
            return;
        }

        irregular = true;
        if (comment is not null && comment.Contains('@', StringComparison.Ordinal) && !comment.Contains(' ', StringComparison.Ordinal))
        {
            // «Ann Lee (ann@x)»
            mailboxes.Add(new(words, AddressWords.Clean(AddressWords.Unescape(comment))));
            return;
        }

        var local = !words.Contains(' ', StringComparison.Ordinal) && !phraseIsQuoted;
        mailboxes.Add(local ? new(comment is null ? "" : AddressWords.Decoded(AddressWords.Unescape(comment)), words) : new(words, ""));
        joinable = byComma && comment is null ? Math.Min(namesBefore + 1, MostCommasInName) : 0;
    }

    private void AddWithAt(string words, int at)
    {
        var name = comment is null ? "" : AddressWords.Decoded(AddressWords.Unescape(comment));
        if (!words.Contains(' ', StringComparison.Ordinal) || words.StartsWith('"'))
        {
            mailboxes.Add(new(name, AddressWords.Clean(words[..at] + AddressWords.Tighten(words[at..]))));
            return;
        }

        // «user @ host . net» of RFC 822, or a name and an address without brackets.
        var tight = AddressWords.Tighten(words);
        if (!tight.Contains(' ', StringComparison.Ordinal))
        {
            mailboxes.Add(new(name, AddressWords.Clean(tight)));
            return;
        }

        if (tight.Split(' ') is var several && several.All(word => word.Contains('@', StringComparison.Ordinal)))
        {
            irregular = true;
            mailboxes.AddRange(several.Take(limits.Addresses - mailboxes.Count).Select(word => new Mailbox("", AddressWords.Clean(word))));
            return;
        }

        at = tight.LastIndexOf('@');
        var start = tight.LastIndexOf(' ', at) + 1;
        var end = tight.IndexOf(' ', at);
        end = end < 0 ? tight.Length : end;
        var rest = (tight[..start] + tight[end..]).Trim();
        irregular = true;
        mailboxes.Add(new(AddressWords.Unquoted(rest.Length > 0 ? rest : name), AddressWords.Clean(tight[start..end])));
    }

    private void EndGroup(bool closed)
    {
        if (groupName is null)
        {
            return;
        }

        if (!closed && mailboxes.Count == groupStart + 1 && mailboxes[^1] is { DisplayName.Length: > 0 } only)
        {
            // «INFO: Ann <a@x>»: the colon of a name that should have been in quotes.
            mailboxes[^1] = only with { DisplayName = $"{groupName}: {only.DisplayName}" };
            irregular = true;
            return;
        }

        groups.Add(new(groupName, mailboxes.GetRange(groupStart, mailboxes.Count - groupStart)));
        groupName = null;
        groupStart = mailboxes.Count;
        joinable = 0;
    }

    private void Reset()
    {
        phrase.Clear();
        (angle, comment, phraseIsQuoted, phraseHasAt) = (null, null, false, false);
    }
}
