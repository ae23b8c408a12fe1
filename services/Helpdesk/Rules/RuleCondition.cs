namespace HelpdeskMail.Helpdesk.Rules;

/// <summary>A condition of a rule.</summary>
/// <param name="Field">What is looked at.</param>
/// <param name="Match">How it is compared.</param>
/// <param name="Value">What it is compared with; several values with a comma between are alternatives.</param>
/// <param name="Header">Name of the header field; null for other fields.</param>
/// <param name="Not">Whether it holds when the comparison does not.</param>
public sealed record RuleCondition(RuleField Field, RuleMatch Match, string Value, string? Header = null, bool Not = false)
{
    /// <summary>The same in words.</summary>
    public string Words
    {
        get
        {
            var looked = Field == RuleField.Header ? $"header {Header}" : Field.ToString().ToLowerInvariant();
            var compared = Match switch
            {
                RuleMatch.Is => "is",
                RuleMatch.Contains => "contains",
                RuleMatch.StartsWith => "begins with",
                RuleMatch.EndsWith => "ends with",
                RuleMatch.LargerThan => "is larger than",
                _ => "is there",
            };
            var value = Match switch { RuleMatch.Exists => "", RuleMatch.LargerThan => $" {Value} KB", _ => $" «{Value}»" };
            return $"{looked} {(Not ? "not: " : "")}{compared}{value}";
        }
    }
}
