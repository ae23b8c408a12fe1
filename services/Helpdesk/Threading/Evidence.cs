namespace HelpdeskMail.Helpdesk.Threading;

/// <summary>What decided where a mail belongs; kept with the entry and shown on it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Detail">What exactly was found: «In-Reply-To», «References», the number; null where the rule says all.</param>
public sealed record Evidence(ThreadingRule Rule, string? Detail)
{
    /// <summary>The same in words for an agent.</summary>
    public string Words => Rule switch
    {
        ThreadingRule.OurMessageId => $"Joined by {Detail} of a mail that was sent from here",
        ThreadingRule.KnownMessageId => $"Joined by {Detail} of a mail in this ticket",
        ThreadingRule.NamedByEarlier => "Joined because a mail that came before answers it",
        ThreadingRule.SubjectNumber => $"Joined by the number {Detail} in the subject; the sender takes part in this ticket",
        ThreadingRule.NewTicket => "New ticket: nothing in the mail points to an earlier one",
        ThreadingRule.FollowsClosed => $"New ticket: it answers {Detail}, which was closed long ago",
        ThreadingRule.ReportOfOurs => "Joined as the report on a mail that was sent from here",
        ThreadingRule.ByHand => $"Put here by {Detail ?? "a person"}",
        _ => Rule.ToString(),
    };
}
