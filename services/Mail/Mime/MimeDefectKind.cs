namespace HelpdeskMail.Mail.Mime;

/// <summary>What is wrong with a message, as a closed list that can be counted and filtered.</summary>
public enum MimeDefectKind
{
    /// <summary>The input has no bytes.</summary>
    Empty,

    /// <summary>A line in the header is neither a field nor a continuation (RFC 5322 section 2.2).</summary>
    HeaderLine,

    /// <summary>The header runs into the body without an empty line.</summary>
    HeaderEnd,

    /// <summary>A header starts with the «From » line of an mbox file.</summary>
    EnvelopeLine,

    /// <summary>Lines end in CR alone.</summary>
    LineEnds,

    /// <summary>A header is larger than <see cref="MimeLimits.HeaderBytes"/>.</summary>
    HeaderTooLarge,

    /// <summary>A multipart names no boundary (RFC 2046 section 5.1.1).</summary>
    BoundaryMissing,

    /// <summary>The boundary that a multipart names never occurs.</summary>
    BoundaryUnused,

    /// <summary>A multipart ends without its closing delimiter: cut off, or put together wrongly.</summary>
    BoundaryUnclosed,

    /// <summary>A multipart names the boundary of one that encloses it.</summary>
    BoundaryClash,

    /// <summary>A multipart or message carries a transfer encoding that it must not have (RFC 2045 section 6.4).</summary>
    EncodedContainer,

    /// <summary>Multiparts and messages nest deeper than <see cref="MimeLimits.Nesting"/>.</summary>
    TooDeep,

    /// <summary>There are more parts than <see cref="MimeLimits.Parts"/>.</summary>
    TooManyParts,

    /// <summary>A field lists more mailboxes than <see cref="MimeLimits.Addresses"/>.</summary>
    TooManyAddresses,

    /// <summary>An address cannot be understood whole.</summary>
    Address,

    /// <summary>A date cannot be understood.</summary>
    Date,

    /// <summary>A Content-Type or Content-Disposition does not follow the grammar.</summary>
    ContentField,

    /// <summary>A field that may occur once occurs again: the first one counts, of address fields all.</summary>
    DuplicateField,

    /// <summary>The transfer encoding has a name that nobody defines.</summary>
    TransferEncoding,

    /// <summary>A winmail.dat is cut off or damaged, or holds more than <see cref="MimeLimits.TnefBytes"/> and <see cref="MimeLimits.Parts"/> let out.</summary>
    Tnef,

    /// <summary>The charset is unknown or cannot be the one that is named.</summary>
    Charset,
}
