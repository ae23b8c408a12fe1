namespace HelpdeskMail.Mail.Imap;

/// <summary>First word of a status answer.</summary>
internal enum ImapCondition
{
    /// <summary>OK.</summary>
    Ok,

    /// <summary>NO: it cannot be done.</summary>
    No,

    /// <summary>BAD: it was not understood.</summary>
    Bad,

    /// <summary>BYE: the server ends the connection.</summary>
    Bye,

    /// <summary>PREAUTH: signed in already.</summary>
    PreAuth,
}
