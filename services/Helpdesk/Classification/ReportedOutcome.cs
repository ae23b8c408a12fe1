namespace HelpdeskMail.Helpdesk.Classification;

/// <summary>The field Action of a delivery report (RFC 3464 section 2.3.3). Closed set.</summary>
public enum ReportedOutcome
{
    /// <summary>It was not delivered and will not be.</summary>
    Failed,

    /// <summary>It was not delivered yet; the server goes on trying.</summary>
    Delayed,

    /// <summary>It was delivered, relayed or expanded.</summary>
    Delivered,

    /// <summary>The recipient's program has shown it (RFC 8098 section 3.2.6, displayed).</summary>
    Read,
}
