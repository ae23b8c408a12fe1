using System.Globalization;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Sandbox.Imap.Searching;

/// <summary>Reads SEARCH's keys (RFC 9051 section 6.4.4). Text is compared without case, in decoded headers and bodies.</summary>
public static class SearchKeyReader
{
    private const int DeepestLevel = 50;

    public static SearchKey ReadAll(ImapArguments arguments)
    {
        var keys = new List<SearchKey> { Read(arguments, 0) };
        while (arguments.Take(' '))
        {
            keys.Add(Read(arguments, 0));
        }

        arguments.End();
        return SearchKey.And(keys);
    }

    private static SearchKey Read(ImapArguments arguments, int level)
    {
        if (level > DeepestLevel)
        {
            throw new ImapSyntaxException("search keys are nested too deeply");
        }

        if (arguments.Take('('))
        {
            var keys = new List<SearchKey>();
            while (!arguments.Take(')'))
            {
                keys.Add(Read(arguments, level + 1));
                arguments.Take(' ');
            }

            return SearchKey.And(keys);
        }

        var word = arguments.Atom();
        var name = word.ToUpperInvariant();
        return Flag(name) ?? Date(name, arguments) ?? Text(name, arguments) ?? name switch
        {
            "ALL" => new SearchKey(_ => true),
            "NOT" => Not(Argument(arguments, level)),
            "OR" => Or(Argument(arguments, level), Argument(arguments, level)),
            "LARGER" => Size(arguments, (size, limit) => size > limit),
            "SMALLER" => Size(arguments, (size, limit) => size < limit),
            "UID" => Uid(arguments),
            _ when char.IsAsciiDigit(word[0]) || word[0] == '*' => Numbers(SequenceSet.Parse(word)),
            _ => throw new ImapSyntaxException($"SEARCH knows no {name}"),
        };
    }

    private static SearchKey Argument(ImapArguments arguments, int level)
    {
        arguments.Space();
        return Read(arguments, level + 1);
    }

    private static SearchKey Not(SearchKey key) => new(candidate => !key.Matches(candidate), key.NeedsContent);

    private static SearchKey Or(SearchKey one, SearchKey other) =>
        new(candidate => one.Matches(candidate) || other.Matches(candidate), one.NeedsContent || other.NeedsContent);

    private static SearchKey? Flag(string name) => name switch
    {
        "ANSWERED" or "DELETED" or "DRAFT" or "FLAGGED" or "SEEN" => new SearchKey(candidate => candidate.Has($@"\{name}")),
        "UNANSWERED" or "UNDELETED" or "UNDRAFT" or "UNFLAGGED" or "UNSEEN" => new SearchKey(candidate => !candidate.Has($@"\{name[2..]}")),
        "RECENT" => new SearchKey(candidate => candidate.Message.Recent),
        "OLD" => new SearchKey(candidate => !candidate.Message.Recent),
        "NEW" => new SearchKey(candidate => candidate.Message.Recent && !candidate.Has(ImapFlags.Seen)),
        _ => null,
    };

    private static SearchKey? Date(string name, ImapArguments arguments)
    {
        if (name is not ("BEFORE" or "ON" or "SINCE" or "SENTBEFORE" or "SENTON" or "SENTSINCE"))
        {
            return null;
        }

        arguments.Space();
        var text = arguments.AString();
        if (!DateOnly.TryParseExact(text, "d-MMM-yyyy", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            throw new ImapSyntaxException($"'{text}' is no date");
        }

        var sent = name.StartsWith("SENT", StringComparison.Ordinal);
        return new SearchKey(
            candidate =>
            {
                var day = sent ? SentDay(candidate.Content!) : DateOnly.FromDateTime(candidate.Message.ReceivedAt.UtcDateTime);
                return day is { } known && (sent ? name[4..] : name) switch
                {
                    "BEFORE" => known < date,
                    "ON" => known == date,
                    _ => known >= date,
                };
            },
            NeedsContent: sent);
    }

    private static DateOnly? SentDay(MimeMessage message) =>
        message.Date is { } date ? DateOnly.FromDateTime(date.DateTime) : null;

    private static SearchKey? Text(string name, ImapArguments arguments)
    {
        if (name is not ("BCC" or "CC" or "FROM" or "TO" or "SUBJECT" or "TEXT" or "BODY" or "HEADER" or "KEYWORD" or "UNKEYWORD"))
        {
            return null;
        }

        arguments.Space();
        var field = name;
        if (name == "HEADER")
        {
            field = arguments.AString();
            arguments.Space();
        }

        var text = arguments.AString();
        return name switch
        {
            "KEYWORD" => new SearchKey(candidate => candidate.Has(text)),
            "UNKEYWORD" => new SearchKey(candidate => !candidate.Has(text)),
            "BODY" => new SearchKey(candidate => BodyHolds(candidate.Content!, text), NeedsContent: true),
            "TEXT" => new SearchKey(candidate => candidate.Content!.Headers.Any(one => Holds(one.Text, text)) || BodyHolds(candidate.Content!, text), NeedsContent: true),
            _ => new SearchKey(candidate => candidate.Content!.Headers.Any(one => one.Name.Equals(field, StringComparison.OrdinalIgnoreCase) && Holds(one.Text, text)), NeedsContent: true),
        };
    }

    private static SearchKey Size(ImapArguments arguments, Func<int, uint, bool> compare)
    {
        arguments.Space();
        var limit = arguments.Number();
        return new SearchKey(candidate => compare(candidate.Message.Size, limit));
    }

    private static SearchKey Uid(ImapArguments arguments)
    {
        arguments.Space();
        var set = arguments.Set();
        return new SearchKey(candidate => set.Contains(candidate.Message.Uid, candidate.HighestUid));
    }

    private static SearchKey Numbers(SequenceSet set) => new(candidate => set.Contains(candidate.Number, candidate.Count));

    /// <summary>The body is all texts, and the headers of attached messages: those are part of the body of the message that holds them.</summary>
    private static bool BodyHolds(MimeMessage message, string text) =>
        message.Root.Walk(intoMessages: true).Any(part =>
            (part.ContentType.IsText && Holds(part.Text(), text)) || (part.Message is { } attached && attached.Headers.Any(one => Holds(one.Text, text))));

    private static bool Holds(string value, string text) => value.Contains(text, StringComparison.OrdinalIgnoreCase);
}
