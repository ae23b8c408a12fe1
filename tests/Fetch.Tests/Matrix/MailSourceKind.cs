namespace HelpdeskMail.Fetch.Tests.Matrix;

/// <summary>Where a run's mail comes from.</summary>
public enum MailSourceKind
{
    /// <summary>IMAP of a real Dovecot; messages stay and are marked.</summary>
    Imap,

    /// <summary>POP3 of a real Dovecot; messages are deleted.</summary>
    Pop3,

    /// <summary>Graph of the Sandbox; messages are moved.</summary>
    Graph,
}
