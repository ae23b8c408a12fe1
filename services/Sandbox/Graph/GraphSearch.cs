using System.Globalization;
using System.Text.RegularExpressions;
using HelpdeskMail.Mail.Mime;
using HelpdeskMail.Mail.Text;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>
/// <c>$search</c> on messages: words and <c>property:value</c> pairs of Keyword Query Language, all of which must be found unless <c>OR</c> stands between them; <c>NOT</c> turns the next one round. A word without a property is looked
/// for at the beginnings of words in sender, subject and body.
/// </summary>
public sealed partial class GraphSearch
{
    private readonly List<List<(string Property, string Operator, string Value, bool Wanted)>> either = [[]];

    private GraphSearch()
    {
    }

    /// <summary>The search; null where the text holds nothing to look for.</summary>
    public static GraphSearch? Parse(string text)
    {
        text = text.Trim();
        text = text.Length > 1 && text.StartsWith('"') && text.EndsWith('"') ? text[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal) : text;
        var (search, wanted) = (new GraphSearch(), true);
        foreach (Match match in Term().Matches(text))
        {
            var value = match.Groups["phrase"].Success ? match.Groups["phrase"].Value : match.Groups["word"].Value;
            switch (match.Groups["property"].Success ? "" : value)
            {
                case "OR":
                    search.either.Add([]);
                    break;
                case "AND":
                    break;
                case "NOT":
                    wanted = false;
                    break;
                default:
                    search.either[^1].Add((match.Groups["property"].Value.ToLowerInvariant(), match.Groups["operator"].Value, value, wanted));
                    wanted = true;
                    break;
            }
        }

        return search.either.TrueForAll(all => all.Count > 0) ? search : null;
    }

    public bool Fits(FiledMessage filed, MimeMessage message)
    {
        var body = ReadableBody.From(message);
        return either.Exists(all => all.TrueForAll(term => term.Wanted == Holds(filed, message, body, term.Property, term.Operator, term.Value)));
    }

    private static bool Holds(FiledMessage filed, MimeMessage message, ReadableBody body, string property, string comparison, string value) => property switch
    {
        "" => Begins(value, message.Subject, People(message.From), body.Text),
        "subject" => Begins(value, message.Subject),
        "body" => Begins(value, body.Text),
        "from" => Begins(value, People(message.From)),
        "to" => Begins(value, People(message.To)),
        "cc" => Begins(value, People(message.Cc)),
        "bcc" => Begins(value, People(message.Bcc)),
        "recipients" => Begins(value, People(message.To), People(message.Cc), People(message.Bcc)),
        "participants" => Begins(value, People(message.From), People(message.To), People(message.Cc), People(message.Bcc)),
        "attachment" => Begins(value, [.. body.Attachments.Select(file => file.FileName)]),
        "hasattachment" or "hasattachments" => bool.TryParse(value, out var has) && has == body.Attachments.Any(),
        "isread" => bool.TryParse(value, out var read) && read == filed.IsRead,
        "kind" => value.Equals("email", StringComparison.OrdinalIgnoreCase),
        "received" => OnDay(filed.ReceivedAt, comparison, value),
        "sent" => OnDay(message.Date ?? filed.ReceivedAt, comparison, value),
        _ => false,
    };

    private static bool Begins(string value, params string?[] texts)
    {
        var word = new Regex($@"(?<!\w){Regex.Escape(value.TrimEnd('*'))}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10));
        return texts.Any(text => text is not null && word.IsMatch(text));
    }

    private static bool OnDay(DateTimeOffset time, string comparison, string value)
    {
        if (!DateTime.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out var other))
        {
            return false;
        }

        var order = DateOnly.FromDateTime(time.UtcDateTime).CompareTo(DateOnly.FromDateTime(other));
        return comparison switch { ">=" => order >= 0, "<=" => order <= 0, ">" => order > 0, "<" => order < 0, _ => order == 0 };
    }

    private static string People(AddressList people) => string.Join(' ', people.Select(one => $"{one.DisplayName} {one.Address}"));

    [GeneratedRegex("(?:(?<property>[A-Za-z]+)(?<operator>:|>=|<=|=|>|<))?(?:\"(?<phrase>[^\"]+)\"|(?<word>[^\\s\"()]+))", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Term();
}
