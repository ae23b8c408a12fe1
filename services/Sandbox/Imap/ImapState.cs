namespace HelpdeskMail.Sandbox.Imap;

/// <summary>States of a session (RFC 9051 section 3), as a set so that commands can name where they are allowed.</summary>
[Flags]
public enum ImapState
{
    None = 0,
    NotAuthenticated = 1,
    Authenticated = 2,
    Selected = 4,
    SignedIn = Authenticated | Selected,
    Any = NotAuthenticated | Authenticated | Selected,
}
