namespace HelpdeskMail.Mail.Text;

/// <summary>What a stretch of a reply is.</summary>
public enum ReplyBlockKind
{
    /// <summary>Written for this message.</summary>
    New,

    /// <summary>History: quoted lines, or everything after a mark such as «-----Original Message-----».</summary>
    Quoted,

    /// <summary>A signature or the footer of a mailing list.</summary>
    Signature,
}
