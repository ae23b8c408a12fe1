namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>What is stored about a receipt.</summary>
internal sealed record IntakeRow
{
    public long ReceiptId { get; init; }

    public string? Content { get; init; }

    public string Outcome { get; init; } = "";

    public string? Reason { get; init; }

    public string? Explanation { get; init; }

    public long? TicketNumber { get; init; }

    public long? EntryId { get; init; }

    public Guid? RuleId { get; init; }

    public IntakeOutcome ToOutcome() => Outcome switch
    {
        "Entry" => new IntakeOutcome.Entry(TicketNumber!.Value, EntryId!.Value),
        "Copy" => new IntakeOutcome.Copy(TicketNumber!.Value, EntryId!.Value),
        _ => new IntakeOutcome.Kept(Reason!, Explanation ?? "") { RuleId = RuleId },
    };
}
