namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>What sort of mail this is, told by its header and form alone. Closed set of cases.</summary>
public abstract record MailKind
{
    private MailKind()
    {
    }

    /// <summary>A person wrote it, as far as can be told.</summary>
    public sealed record Personal : MailKind;

    /// <summary>A program wrote it, but not in answer to anything: alerts, invoices, forms, lists. It may open a ticket and is never answered by a machine.</summary>
    /// <param name="Sign">The sign it was known by: «Auto-Submitted: auto-generated».</param>
    public sealed record Automatic(string Sign) : MailKind
    {
        /// <summary>Whether the sign says no more than that the mail came over a mailing list, as what people write there does too.</summary>
        public bool IsOnlyOfList => MailClassifier.ListSigns.Contains(Sign, StringComparer.Ordinal);
    }

    /// <summary>A program answered in a person's place (RFC 3834, RFC 5230): out of office, acknowledgement. It never opens or reopens a ticket.</summary>
    /// <param name="Sign">The sign it was known by.</param>
    public sealed record AutoReply(string Sign) : MailKind;

    /// <summary>A report on the delivery of another mail (RFC 3464), or a report of reading (RFC 8098) or abuse (RFC 5965).</summary>
    /// <param name="Sign">The sign it was known by.</param>
    /// <param name="Report">What it says.</param>
    public sealed record Bounce(string Sign, DeliveryReport Report) : MailKind;

    /// <summary>The sign for people; null for what a person wrote.</summary>
    public string? SignOrNull => this switch
    {
        Automatic automatic => automatic.Sign,
        AutoReply reply => reply.Sign,
        Bounce bounce => bounce.Sign,
        _ => null,
    };
}
