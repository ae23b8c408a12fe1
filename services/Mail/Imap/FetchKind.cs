namespace HelpdeskMail.Mail.Imap;

/// <summary>What a FETCH asks of each message.</summary>
internal enum FetchKind
{
    /// <summary>Size, date and marks.</summary>
    Description,

    /// <summary>All of it.</summary>
    Whole,

    /// <summary>Its header alone: it is larger than the caller wants.</summary>
    Header,
}
