namespace HelpdeskMail.Mail.Mime;

/// <summary>How the bytes of a body are written (RFC 2045 section 6).</summary>
public enum TransferEncoding
{
    /// <summary>As they are: 7bit, 8bit, binary, and every name that nobody knows.</summary>
    None,

    /// <summary>base64.</summary>
    Base64,

    /// <summary>quoted-printable.</summary>
    QuotedPrintable,

    /// <summary>uuencode under its names x-uuencode, uuencode, x-uue.</summary>
    UuEncode,
}
