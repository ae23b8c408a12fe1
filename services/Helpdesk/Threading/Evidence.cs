namespace HelpdeskMail.Helpdesk.Threading;

/// <summary>What decided where a mail belongs; kept with the entry and shown on it.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Detail">What exactly was found: «In-Reply-To», «References», the number; null where the rule says all.</param>
public sealed record Evidence(ThreadingRule Rule, string? Detail)
{
    /// <summary>Other tickets that weaker evidence in the mail spoke for; empty in the ordinary case.</summary>
    public IReadOnlyList<long> Conflicts { get; init; } = [];

    /// <summary>The same in words for an agent.</summary>
    public string Words => Conflicts.Count == 0 ? Decision : Translated.Of("{0}. Weaker evidence spoke for {1}", Decision, string.Join(", ", Conflicts.Select(number => $"#{number}")));

    /// <summary>A mail answers a ticket that was closed too long ago to be opened again.</summary>
    /// <param name="number">The ticket.</param>
    /// <param name="answered">What led to it.</param>
    public static Evidence FollowsClosed(long number, Evidence answered) => new(ThreadingRule.FollowsClosed, $"[#{number}]") { Conflicts = answered.Conflicts };

    /// <summary>A mail answers tickets of mailboxes that others work in.</summary>
    /// <param name="numbers">The tickets, the strongest evidence first; at least one.</param>
    public static Evidence OtherMailbox(IReadOnlyList<long> numbers) => new(ThreadingRule.OtherMailbox, $"[#{numbers[0]}]") { Conflicts = [.. numbers.Skip(1).Take(5)] };

    private string Decision => Rule switch
    {
        ThreadingRule.OurMessageId => Translated.Of("Joined by {0} of a mail that was sent from here", Detail),
        ThreadingRule.KnownMessageId => Translated.Of("Joined by {0} of a mail in this ticket", Detail),
        ThreadingRule.NamedByEarlier => Translated.Of("Joined because a mail that came before answers it"),
        ThreadingRule.AddressToken => Translated.Of("Joined by the address it was sent to, {0}", Detail),
        ThreadingRule.SubjectNumber => Translated.Of("Joined by the number {0} in the subject; the sender takes part in this ticket", Detail),
        ThreadingRule.NewTicket => Translated.Of("New ticket: nothing in the mail points to an earlier one"),
        ThreadingRule.FollowsClosed => Translated.Of("New ticket: it answers {0}, which was closed long ago", Detail),
        ThreadingRule.OtherMailbox => Translated.Of("New ticket: it answers {0}, which is in a mailbox of other people", Detail),
        ThreadingRule.ReportOfOurs => Translated.Of("Joined as the report on a mail that was sent from here"),
        ThreadingRule.ReportBySubject => Translated.Of("Joined as a report: it returns a mail about {0} that went to this recipient", Detail),
        ThreadingRule.Forwarded => Translated.Of("New ticket for {0}, whose mail an agent forwarded", Detail),
        ThreadingRule.ByHand => Detail is null ? Translated.Of("Put here by a person") : Translated.Of("Put here by {0}", Detail),
        _ => Rule.ToString(),
    };
}
