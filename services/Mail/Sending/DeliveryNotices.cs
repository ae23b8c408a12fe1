namespace HelpdeskMail.Mail.Sending;

/// <summary>Which delivery reports are wanted for a recipient (RFC 3461 section 4.1, NOTIFY).</summary>
[Flags]
public enum DeliveryNotices
{
    /// <summary>Left to the server: it reports failures, often delays.</summary>
    ServerDefault = 0,

    /// <summary>No report whatever happens; stands alone.</summary>
    Never = 1,

    /// <summary>When it was delivered.</summary>
    Success = 2,

    /// <summary>When it was given up.</summary>
    Failure = 4,

    /// <summary>When it takes long.</summary>
    Delay = 8,
}
