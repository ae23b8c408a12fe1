using System.Globalization;

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
        RuleField.Sender => Translated.Key("sender"),
        RuleField.Domain => Translated.Key("domain"),
        RuleField.Subject => Translated.Key("subject"),
        RuleField.Header => Translated.Key("header {0}"),
        RuleField.Size => Translated.Key("size"),
        RuleField.Recipient => Translated.Key("recipient"),
        _ => Translated.Key("text"),
    };

    private string Sentence => (Match, Not) switch
    {
        (RuleMatch.Is, false) => Translated.Key("{0} is «{1}»"),
        (RuleMatch.Is, true) => Translated.Key("{0} not: is «{1}»"),
        (RuleMatch.Contains, false) => Translated.Key("{0} contains «{1}»"),
        (RuleMatch.Contains, true) => Translated.Key("{0} not: contains «{1}»"),
        (RuleMatch.StartsWith, false) => Translated.Key("{0} begins with «{1}»"),
        (RuleMatch.StartsWith, true) => Translated.Key("{0} not: begins with «{1}»"),
        (RuleMatch.EndsWith, false) => Translated.Key("{0} ends with «{1}»"),
        (RuleMatch.EndsWith, true) => Translated.Key("{0} not: ends with «{1}»"),
        (RuleMatch.LargerThan, false) => Translated.Key("{0} is larger than {1} KB"),
        (RuleMatch.LargerThan, true) => Translated.Key("{0} not: is larger than {1} KB"),
        (_, false) => Translated.Key("{0} is there"),
        (_, true) => Translated.Key("{0} not: is there"),
    };

    /// <summary>The same in the words of the pages.</summary>
    internal string Shown => Translated.Of(Sentence, Translated.Of(Looked, Header ?? ""), Value);
}
