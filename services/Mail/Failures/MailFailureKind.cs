namespace HelpdeskMail.Mail.Failures;

/// <summary>What can stop mail from being read or sent.</summary>
public enum MailFailureKind
{
    /// <summary>The host name has no address.</summary>
    CannotResolve,

    /// <summary>Nothing answers at that address and port.</summary>
    CannotConnect,

    /// <summary>The server was silent for longer than allowed.</summary>
    TimedOut,

    /// <summary>The server does not offer STARTTLS, and it was asked for.</summary>
    TlsNotOffered,

    /// <summary>The TLS handshake failed for a reason other than the certificate, such as no common version.</summary>
    TlsHandshakeFailed,

    /// <summary>Bytes came between STARTTLS and the handshake: somebody on the way may be putting words in the server's mouth.</summary>
    TlsInjection,

    /// <summary>The certificate comes from no root that is trusted here.</summary>
    CertificateUntrusted,

    /// <summary>The certificate has expired.</summary>
    CertificateExpired,

    /// <summary>The certificate is not valid yet.</summary>
    CertificateNotYetValid,

    /// <summary>The certificate is for other host names.</summary>
    CertificateWrongHost,

    /// <summary>The certificate is revoked, malformed, or not one for servers.</summary>
    CertificateInvalid,

    /// <summary>The certificate is not the pinned one.</summary>
    CertificateNotPinned,

    /// <summary>Signing in would show the secret without TLS, and nobody has allowed that.</summary>
    PlaintextForbidden,

    /// <summary>The server offers no way to sign in that fits the credential.</summary>
    NoCommonMechanism,

    /// <summary>The password was refused.</summary>
    PasswordRefused,

    /// <summary>The access token was refused at sign-in.</summary>
    AccessTokenRefused,

    /// <summary>The access token ran out during the session.</summary>
    AccessTokenExpired,

    /// <summary>The provider wants a token that answers a challenge (continuous access evaluation): <see cref="MailFailure.Claims"/> goes into the next token request.</summary>
    ClaimsChallenge,

    /// <summary>The token lacks a permission for what was asked.</summary>
    PermissionMissing,

    /// <summary>The server does not take this account's own password from programs: it wants OAuth or a password made for programs.</summary>
    PasswordsNoLongerTaken,

    /// <summary>The server wants its user to sign in on a web page first.</summary>
    WebSignInRequired,

    /// <summary>Signed in, yet the mailbox was not opened (Exchange: «authenticated but not connected»); or the protocol is switched off for it (Gmail).</summary>
    MailboxNotConnected,

    /// <summary>The mailbox is in use by another session (POP3 [IN-USE]).</summary>
    MailboxInUse,

    /// <summary>Sending by SMTP is switched off for the whole tenant.</summary>
    SubmissionOffForTenant,

    /// <summary>Sending by SMTP is switched off for this mailbox.</summary>
    SubmissionOffForMailbox,

    /// <summary>A policy of the organisation refuses the sign-in.</summary>
    BlockedByPolicy,

    /// <summary>The server wants a sign-in before this command.</summary>
    NotSignedIn,

    /// <summary>This mailbox may not send as that address.</summary>
    SendAsDenied,

    /// <summary>The server asks for a pause.</summary>
    Throttled,

    /// <summary>Too many connections of this mailbox at once.</summary>
    TooManyConnections,

    /// <summary>The sending limit of the day is used up.</summary>
    SendingLimitReached,

    /// <summary>The server cannot do it at present.</summary>
    ServerUnavailable,

    /// <summary>The server, or something on the way, closed the connection.</summary>
    ServerClosed,

    /// <summary>The answer makes no sense under the protocol, or goes beyond a limit set here.</summary>
    ProtocolViolation,

    /// <summary>The folder does not exist.</summary>
    FolderMissing,

    /// <summary>The folder was renumbered (a new UIDVALIDITY) while it was open.</summary>
    FolderChanged,

    /// <summary>The mailbox is full.</summary>
    MailboxFull,

    /// <summary>The message is larger than the server takes.</summary>
    MessageTooLarge,

    /// <summary>The server would not give this message.</summary>
    MessageUnreadable,

    /// <summary>No recipient was taken.</summary>
    RecipientsRefused,

    /// <summary>The message was refused.</summary>
    MessageRefused,

    /// <summary>The message needs something the server does not offer (SMTPUTF8, REQUIRETLS).</summary>
    NotSupported,

    /// <summary>The server said no for a reason not known here.</summary>
    Refused,
}
