namespace HelpdeskMail.Mail.Imap;

/// <summary>The three kinds of answers, and what is none.</summary>
internal enum ImapLineKind
{
    /// <summary>Starts with <c>*</c>.</summary>
    Untagged,

    /// <summary>Starts with <c>+</c>.</summary>
    Continuation,

    /// <summary>Starts with the tag of a command.</summary>
    Tagged,

    /// <summary>Something no server should send, but one does; passed over.</summary>
    Noise,
}
