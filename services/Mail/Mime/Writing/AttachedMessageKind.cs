namespace HelpdeskMail.Mail.Mime.Writing;

/// <summary>How a message that is to be attached may travel.</summary>
internal enum AttachedMessageKind
{
    /// <summary>As it is, everywhere.</summary>
    SevenBit,

    /// <summary>As it is, where the server offers 8BITMIME.</summary>
    EightBit,

    /// <summary>Only in base64, which message/rfc822 must not have: it goes as a file.</summary>
    NeedsEncoding,
}
