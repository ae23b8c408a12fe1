using System.Globalization;
using HelpdeskMail.Mail.Mime;

namespace HelpdeskMail.Helpdesk.Rules;

/// <summary>What rules can ask of a mail.</summary>
/// <param name="Sender">Address it is from, lower case.</param>
/// <param name="Recipients">Addresses in To and Cc, lower case.</param>
/// <param name="Subject">Subject as written.</param>
/// <param name="Text">What is new in its text.</param>
/// <param name="Size">Size in bytes.</param>
/// <param name="Headers">Its header.</param>
public sealed record RuleSubject(string Sender, IReadOnlyList<string> Recipients, string Subject, string Text, long Size, HeaderList Headers)
{
    private const int LongestValue = 10_000;

    /// <summary>Whether a condition holds.</summary>
    public bool Meets(RuleCondition condition) => Holds(condition) != condition.Not;

    private bool Holds(RuleCondition condition)
    {
        if (condition.Field == RuleField.Size)
        {
            return long.TryParse(condition.Value.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var kilobytes) && Size > kilobytes * 1024;
        }

        var found = Values(condition).ToList();
        if (condition.Match == RuleMatch.Exists)
        {
            return found.Count > 0;
        }

        var wanted = condition.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return found.Exists(value => wanted.Any(one => Compare(condition, value.Length > LongestValue ? value[..LongestValue] : value, one)));
    }

    private IEnumerable<string> Values(RuleCondition condition) => condition.Field switch
    {
        RuleField.Sender => [Sender],
        RuleField.Domain => [Sender[(Sender.LastIndexOf('@') + 1)..]],
        RuleField.Subject => [Subject],
        RuleField.Recipient => Recipients,
        RuleField.Text => [Text],
        RuleField.Header when condition.Header is { Length: > 0 } name => Headers.GetAll(name),
        _ => [],
    };

    private static bool Compare(RuleCondition condition, string value, string wanted)
    {
        if (condition.Field == RuleField.Domain && condition.Match == RuleMatch.Is)
        {
            var domain = wanted.TrimStart('@', '*', '.');
            return value.Equals(domain, StringComparison.OrdinalIgnoreCase) || value.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase);
        }

        return condition.Match switch
        {
            RuleMatch.Is => value.Trim().Equals(wanted, StringComparison.OrdinalIgnoreCase),
            RuleMatch.Contains => value.Contains(wanted, StringComparison.OrdinalIgnoreCase),
            RuleMatch.StartsWith => value.TrimStart().StartsWith(wanted, StringComparison.OrdinalIgnoreCase),
            RuleMatch.EndsWith => value.TrimEnd().EndsWith(wanted, StringComparison.OrdinalIgnoreCase),
            _ => false,
        };
    }
}
