using System.Globalization;
using Microsoft.Extensions.Localization;

namespace HelpdeskMail.Helpdesk.Rules;

/// <summary>A condition of a rule.</summary>
/// <param name="Field">What is looked at.</param>
/// <param name="Match">How it is compared.</param>
/// <param name="Value">What it is compared with; several values with a comma between are alternatives.</param>
/// <param name="Header">Name of the header field; null for other fields.</param>
/// <param name="Not">Whether it holds when the comparison does not.</param>
public sealed record RuleCondition(RuleField Field, RuleMatch Match, string Value, string? Header = null, bool Not = false)
{
    /// <summary>The same in English words, as they are kept with a mail that a rule refused.</summary>
    public string Words => string.Format(CultureInfo.InvariantCulture, Sentence, string.Format(CultureInfo.InvariantCulture, Looked, Header), Value);

    private string Looked => Field switch
    {
        RuleField.Sender => "sender",
        RuleField.Domain => "domain",
        RuleField.Subject => "subject",
        RuleField.Header => "header {0}",
        RuleField.Size => "size",
        RuleField.Recipient => "recipient",
        _ => "text",
    };

    private string Sentence => (Match, Not) switch
    {
        (RuleMatch.Is, false) => "{0} is «{1}»",
        (RuleMatch.Is, true) => "{0} not: is «{1}»",
        (RuleMatch.Contains, false) => "{0} contains «{1}»",
        (RuleMatch.Contains, true) => "{0} not: contains «{1}»",
        (RuleMatch.StartsWith, false) => "{0} begins with «{1}»",
        (RuleMatch.StartsWith, true) => "{0} not: begins with «{1}»",
        (RuleMatch.EndsWith, false) => "{0} ends with «{1}»",
        (RuleMatch.EndsWith, true) => "{0} not: ends with «{1}»",
        (RuleMatch.LargerThan, false) => "{0} is larger than {1} KB",
        (RuleMatch.LargerThan, true) => "{0} not: is larger than {1} KB",
        (_, false) => "{0} is there",
        (_, true) => "{0} not: is there",
    };

    /// <summary>The same in the words of the pages.</summary>
    internal string In(IStringLocalizer<Words> words) => words[Sentence, words[Looked, Header ?? ""], Value];
}
