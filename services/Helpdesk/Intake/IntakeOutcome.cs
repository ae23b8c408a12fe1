namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>What became of a receipt. Closed set of cases.</summary>
public abstract record IntakeOutcome
{
    private IntakeOutcome()
    {
    }

    /// <summary>It is an entry of a ticket.</summary>
    /// <param name="TicketNumber">The ticket.</param>
    /// <param name="EntryId">The entry.</param>
    public sealed record Entry(long TicketNumber, long EntryId) : IntakeOutcome;

    /// <summary>It is another copy of a mail that has its entry already: fetched twice, sent to two of our mailboxes, or our own reply come back.</summary>
    /// <param name="TicketNumber">The ticket.</param>
    /// <param name="EntryId">The entry.</param>
    public sealed record Copy(long TicketNumber, long EntryId) : IntakeOutcome;

    /// <summary>It is kept without an entry.</summary>
    /// <param name="Reason">One of <see cref="KeptReason"/>.</param>
    /// <param name="Explanation">The same in a sentence.</param>
    public sealed record Kept(string Reason, string Explanation) : IntakeOutcome
    {
        /// <summary>The rule that refuses it; null where none does.</summary>
        public Guid? RuleId { get; init; }
    }

    /// <summary>The MailStore knows no such receipt.</summary>
    public sealed record Unknown : IntakeOutcome;
}
