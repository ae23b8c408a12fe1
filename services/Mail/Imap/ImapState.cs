namespace HelpdeskMail.Mail.Imap;

/// <summary>Where a session stands (RFC 9051 section 3).</summary>
internal enum ImapState
{
    /// <summary>Not signed in.</summary>
    NotAuthenticated,

    /// <summary>Signed in.</summary>
    Authenticated,

    /// <summary>Signed in, with a folder open.</summary>
    Selected,

    /// <summary>LOGOUT sent: a BYE is expected.</summary>
    Logout,
}
