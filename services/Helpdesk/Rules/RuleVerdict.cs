namespace HelpdeskMail.Helpdesk.Rules;

/// <summary>What the rules say of a mail.</summary>
/// <param name="Refused">The rule that refuses it; null when none does.</param>
/// <param name="Sorting">What is set on a ticket that it opens.</param>
/// <param name="Matched">The rules that matched, in their order.</param>
public sealed record RuleVerdict(Rule? Refused, RuleActions Sorting, IReadOnlyList<Guid> Matched)
{
    /// <summary>Nothing.</summary>
    public static RuleVerdict None { get; } = new(null, new RuleActions(), []);

    /// <summary>Asks the rules in their order.</summary>
    /// <param name="rules">All rules, in their order.</param>
    /// <param name="mailbox">The mailbox that the mail came by.</param>
    /// <param name="mail">The mail.</param>
    public static RuleVerdict Of(IReadOnlyList<Rule> rules, Guid mailbox, RuleSubject mail)
    {
        var sorting = new RuleActions();
        var matched = new List<Guid>();
        foreach (var rule in rules)
        {
            if (!rule.Enabled || rule.Conditions.Count == 0 || (rule.SystemEmailId is { } only && only != mailbox) || !rule.Conditions.All(mail.Meets))
            {
                continue;
            }

            matched.Add(rule.Id);
            if (rule.Actions.Refuse)
            {
                return new RuleVerdict(rule, sorting, matched);
            }

            sorting = new RuleActions
            {
                Department = sorting.Department ?? rule.Actions.Department,
                Priority = sorting.Priority ?? rule.Actions.Priority,
                Assignee = sorting.Assignee ?? rule.Actions.Assignee,
                Tags = [.. sorting.Tags.Union(rule.Actions.Tags, StringComparer.OrdinalIgnoreCase)],
            };
            if (rule.Actions.Allow)
            {
                break;
            }
        }

        return new RuleVerdict(null, sorting, matched);
    }
}
