namespace HelpdeskMail.Helpdesk.Mailboxes;

/// <summary>What an administrator sets for the mail of one system email: how it becomes tickets, and what its answers carry.</summary>
public sealed record MailboxSettings
{
    /// <summary>The system email.</summary>
    public Guid SystemEmailId { get; init; }

    /// <summary>
    /// Whether the mailbox also receives mail to <c>name+anything@</c>. Answers then carry a Reply-To with a token that leads back to the ticket. Off until
    /// somebody has tried it: where the server does not know such addresses, answers to them would be lost.
    /// </summary>
    public bool PlusAddresses { get; init; }

    /// <summary>Whether a mail that was also sent to other mailboxes of ours gets a ticket here of its own; otherwise one ticket knows all of them.</summary>
    public bool OwnTickets { get; init; }

    /// <summary>Whether mail from our own addresses may open a ticket here: for departments that write to each other.</summary>
    public bool AcceptOwnMail { get; init; }

    /// <summary>Department that new tickets belong to; empty for none.</summary>
    public string Department { get; init; } = "";

    /// <summary>Whether who opens a ticket is told by mail that it has arrived.</summary>
    public bool Acknowledge { get; init; }

    /// <summary>Subject of that mail, with fields; empty for the standard one.</summary>
    public string AcknowledgementSubject { get; init; } = "";

    /// <summary>Words of that mail, with fields; empty for the standard ones.</summary>
    public string AcknowledgementText { get; init; } = "";

    /// <summary>Words below every answer that leaves from here, in Markdown, with the fields of <see cref="Writing.FieldWords.OfFooter"/>; empty for none.</summary>
    public string Footer { get; init; } = "";

    /// <summary>Whether an answer quotes the last mail, unless its agent wants otherwise.</summary>
    public bool QuoteHistory { get; init; } = true;

    /// <summary>Whether whoever answers a ticket that nobody has takes it: what they have begun to answer, they are asked about.</summary>
    public bool AnsweringTakes { get; init; } = true;
}
