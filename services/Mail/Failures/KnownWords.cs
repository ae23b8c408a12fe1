namespace HelpdeskMail.Mail.Failures;

/// <summary>Sentences of real servers that tell more than their codes do. Each is tested by its full text.</summary>
internal static class KnownWords
{
    private static readonly (string Words, Func<string, MailFailure> Meaning)[] Table =
    [
        // Exchange Online, IMAP: the token was good and the mailbox behind it was not opened; comes with the first command after sign-in.
        ("authenticated but not connected", MailFailures.MailboxNotConnected),
        // Exchange Online, any command and IDLE: the token ran out in mid-session.
        ("AccessTokenExpired", MailFailures.AccessTokenExpired),
        // Exchange Online, per mailbox, with the pause it wants.
        ("Request is throttled", MailFailures.Throttled),
        ("ThrottledException", MailFailures.Throttled),
        // Gmail, in a response code that speaks of quota; Yahoo.
        ("exceeded command or bandwidth limits", MailFailures.Throttled),
        ("Rate limit hit", MailFailures.Throttled),
        // Exchange Online SMTP: the two switches, told apart by their last word.
        ("SmtpClientAuthentication is disabled for the Tenant", MailFailures.SubmissionOffForTenant),
        ("SmtpClientAuthentication is disabled for the Mailbox", MailFailures.SubmissionOffForMailbox),
        ("security defaults policy", MailFailures.BlockedByPolicy),
        ("did not meet the criteria to be authenticated", MailFailures.BlockedByPolicy),
        ("basic authentication is disabled", MailFailures.PasswordsNoLongerTaken),
        ("Basic authentication is not supported", MailFailures.PasswordsNoLongerTaken),
        // Gmail: a password where an application password or OAuth is wanted, or a check by hand first.
        ("Application-specific password required", MailFailures.PasswordsNoLongerTaken),
        ("app-specific password", MailFailures.PasswordsNoLongerTaken),
        // QQ, mail.ru.
        ("enter your authorization code", MailFailures.PasswordsNoLongerTaken),
        ("parol prilozheniya", MailFailures.PasswordsNoLongerTaken),
        ("log in via your web browser", MailFailures.WebSignInRequired),
        // Gmail, per mailbox and per organisation.
        ("not enabled for IMAP", MailFailures.ProtocolSwitchedOff),
        ("not enabled for POP", MailFailures.ProtocolSwitchedOff),
        ("IMAP access is disabled", MailFailures.ProtocolSwitchedOff),
        // Zoho; Interia, which takes the sign-in and says so to everything behind it; Yandex.
        ("yet to enable IMAP", MailFailures.ProtocolSwitchedOff),
        ("yet to enable POP", MailFailures.ProtocolSwitchedOff),
        ("enable IMAP access", MailFailures.ProtocolSwitchedOff),
        ("does not have access rights to this service", MailFailures.ProtocolSwitchedOff),
        ("POP access is disabled", MailFailures.ProtocolSwitchedOff),
        ("WebLoginRequired", MailFailures.WebSignInRequired),
        ("Client not authenticated to send mail", MailFailures.NotSignedIn),
        ("Client was not authenticated to send", MailFailures.NotSignedIn),
        ("SendAsDenied", MailFailures.SendAsDenied),
        ("permissions to send as this sender", MailFailures.SendAsDenied),
        ("Concurrent connections limit exceeded", MailFailures.TooManyConnections),
        ("sender thread limit exceeded", MailFailures.TooManyConnections),
        ("Too many simultaneous connections", MailFailures.TooManyConnections),
        ("Maximum number of connections", MailFailures.TooManyConnections),
        // POP3 servers without response codes: one session at a time.
        ("already locked", MailFailures.MailboxInUse),
        ("mailbox is locked", MailFailures.MailboxInUse),
        ("unable to lock", MailFailures.MailboxInUse),
        ("lock busy", MailFailures.MailboxInUse),
        ("mailbox in use", MailFailures.MailboxInUse),
        ("mailbox is in use", MailFailures.MailboxInUse),
        // Exchange: what may be sent in a day, not what may be stored.
        ("SubmissionQuotaExceeded", MailFailures.SendingLimitReached),
        ("QuotaExceeded", MailFailures.MailboxFull),
        ("mailbox full", MailFailures.MailboxFull),
        ("mailbox is full", MailFailures.MailboxFull),
        ("550 5.7.233", MailFailures.SendingLimitReached),
        ("550 5.7.236", MailFailures.SendingLimitReached),
        ("Daily user sending limit exceeded", MailFailures.SendingLimitReached),
        ("Daily sending quota exceeded", MailFailures.SendingLimitReached),
        ("Server Unavailable", MailFailures.ServerUnavailable),
    ];

    public static MailFailure? Find(string server, string words, AnswerContext context, int code)
    {
        foreach (var (known, meaning) in Table)
        {
            if (words.Contains(known, StringComparison.OrdinalIgnoreCase) && !(SaysNothingOfOurs(known) && context is AnswerContext.Recipient))
            {
                return meaning(server);
            }
        }

        // Exchange Online, 535 5.7.139 with the remaining reason: the password itself.
        return code == 535 && words.Contains("user credentials were incorrect", StringComparison.OrdinalIgnoreCase) && context is AnswerContext.PasswordSignIn
            ? MailFailures.PasswordRefused(server)
            : null;
    }

    // About a recipient these words speak of the recipient's mailbox, not of ours.
    private static bool SaysNothingOfOurs(string known) => known is "mailbox full" or "mailbox is full" or "QuotaExceeded";
}
