namespace HelpdeskMail.Helpdesk.Threading;

/// <summary>What decided where a mail belongs; kept with the entry and shown on it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Detail">What exactly was found: «In-Reply-To», «References», the number; null where the rule says all.</param>
public sealed record Evidence(ThreadingRule Rule, string? Detail)
{
    /// <summary>Other tickets that weaker evidence in the mail spoke for; empty in the ordinary case.</summary>
    public IReadOnlyList<long> Conflicts { get; init; } = [];

    /// <summary>The same in words for an agent.</summary>
    public string Words => Conflicts.Count == 0 ? Decision : $"{Decision}. Weaker evidence spoke for {string.Join(", ", Conflicts.Select(number => $"#{number}"))}";

    private string Decision => Rule switch
    {
        ThreadingRule.OurMessageId => $"Joined by {Detail} of a mail that was sent from here",
        ThreadingRule.KnownMessageId => $"Joined by {Detail} of a mail in this ticket",
        ThreadingRule.NamedByEarlier => "Joined because a mail that came before answers it",
        ThreadingRule.AddressToken => $"Joined by the address it was sent to, {Detail}",
        ThreadingRule.SubjectNumber => $"Joined by the number {Detail} in the subject; the sender takes part in this ticket",
        ThreadingRule.NewTicket => "New ticket: nothing in the mail points to an earlier one",
        ThreadingRule.FollowsClosed => $"New ticket: it answers {Detail}, which was closed long ago",
        ThreadingRule.ReportOfOurs => "Joined as the report on a mail that was sent from here",
        ThreadingRule.ReportBySubject => $"Joined as a report: it returns a mail about {Detail} that went to this recipient",
        ThreadingRule.Forwarded => $"New ticket for {Detail}, whose mail an agent forwarded",
        ThreadingRule.ByHand => $"Put here by {Detail ?? "a person"}",
        _ => Rule.ToString(),
    };
}
