namespace HelpdeskMail.Reply.Composing;

/// <summary>A header field of our own by which a mail in the Sent folder is known whatever a provider did to its Message-ID.</summary>
internal static class DeliveryMark
{
    /// <summary>Name of the field.</summary>
    public const string FieldName = "X-HelpdeskMail-Delivery";

    /// <summary>What stands in it, and in the envelope as ENVID (RFC 3461 section 4.4): nothing that tells an outsider more than that it is one reply.</summary>
    public static string Of(Guid replyId) => replyId.ToString("N");
}
