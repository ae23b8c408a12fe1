namespace HelpdeskMail.Mail.Failures;

/// <summary>What a server's refusals mean and who does what about each.</summary>
internal static class MailFailures
{
    public static MailFailure PasswordRefused(string server) => new(
        MailFailureKind.PasswordRefused,
        $"{server} refused user name or password.",
        "Enter the password anew. It is not tried again by itself, so that the account is not locked.",
        FailureMender.MailboxAdmin,
        IsTransient: false);

    public static MailFailure AccessTokenRefused(string server) => new(
        MailFailureKind.AccessTokenRefused,
        $"{server} refused the access token.",
        "A fresh token is tried once. If that fails too, check: the token is for this server (scope), the mailbox address is right, whoever signed in has full access to it, the protocol is switched on for the mailbox, "
        + "and for application permissions the application is registered in Exchange. Then link the mailbox again.",
        FailureMender.MailboxAdmin,
        IsTransient: false);

    public static MailFailure AccessTokenExpired(string server) => new(
        MailFailureKind.AccessTokenExpired,
        $"{server} ended the session because its access token ran out.",
        "It is connected anew with a fresh token by itself.",
        FailureMender.Retry,
        IsTransient: true);

    public static MailFailure PasswordsNoLongerTaken(string server) => new(
        MailFailureKind.PasswordsNoLongerTaken,
        $"{server} does not take this account's password from mail programs.",
        "Link the mailbox with OAuth instead, or give a password made for programs where the provider has such (application password, authorization code).",
        FailureMender.MailboxAdmin,
        IsTransient: false);

    public static MailFailure WebSignInRequired(string server) => new(
        MailFailureKind.WebSignInRequired,
        $"{server} wants the owner of the mailbox to sign in on its web page first.",
        "Sign in there with this account, answer what is asked, then try again here; or link the mailbox with OAuth.",
        FailureMender.MailboxAdmin,
        IsTransient: false);

    public static MailFailure MailboxNotConnected(string server) => new(
        MailFailureKind.MailboxNotConnected,
        $"{server} took the sign-in but did not open the mailbox.",
        "It is tried once more by itself. If it stays: check that the mailbox address is right and has a licence, that whoever signed in has full access to it, and that IMAP or POP is switched on for it (Set-CASMailbox).",
        FailureMender.MailboxAdmin,
        IsTransient: true);

    public static MailFailure ProtocolSwitchedOff(string server) => new(
        MailFailureKind.MailboxNotConnected,
        $"{server} has this protocol switched off for the mailbox.",
        "Switch IMAP or POP on in the settings of this mailbox at the provider; in an organisation its administrator may have to allow it first.",
        FailureMender.MailboxAdmin,
        IsTransient: false);

    public static MailFailure MailboxInUse(string server) => new(
        MailFailureKind.MailboxInUse,
        $"The mailbox is open in another session at {server}.",
        "It is tried again by itself. If it stays, another program fetches from this mailbox: stop it.",
        FailureMender.Retry,
        IsTransient: true);

    public static MailFailure SubmissionOffForTenant(string server) => new(
        MailFailureKind.SubmissionOffForTenant,
        $"Sending by SMTP is switched off for the whole organisation at {server}; that holds for OAuth too.",
        "Allow it for this mailbox (Set-CASMailbox <mailbox> -SmtpClientAuthenticationDisabled $false) or for all (Set-TransportConfig -SmtpClientAuthenticationDisabled $false), or send by Graph.",
        FailureMender.ServerAdmin,
        IsTransient: false);

    public static MailFailure SubmissionOffForMailbox(string server) => new(
        MailFailureKind.SubmissionOffForMailbox,
        $"Sending by SMTP is switched off for this mailbox at {server}.",
        "Allow it: Set-CASMailbox <mailbox> -SmtpClientAuthenticationDisabled $false; or send by Graph.",
        FailureMender.ServerAdmin,
        IsTransient: false);

    public static MailFailure BlockedByPolicy(string server) => new(
        MailFailureKind.BlockedByPolicy,
        $"A policy of the organisation stops this sign-in at {server}.",
        "The tenant's administrator has to except this account from security defaults or conditional access, or choose application permissions; sending by Graph is the other way.",
        FailureMender.ServerAdmin,
        IsTransient: false);

    public static MailFailure NotSignedIn(string server) => new(
        MailFailureKind.NotSignedIn,
        $"{server} wants a sign-in before it takes mail.",
        "Give this mailbox a way to sign in for sending.",
        FailureMender.MailboxAdmin,
        IsTransient: false);

    public static MailFailure SendAsDenied(string server) => new(
        MailFailureKind.SendAsDenied,
        $"{server} does not let whoever signed in send as this address.",
        "Make the sender address the mailbox that signs in, or grant Send As on that address.",
        FailureMender.ServerAdmin,
        IsTransient: false);

    public static MailFailure Throttled(string server) => new(
        MailFailureKind.Throttled,
        $"{server} asks for a pause.",
        "This mailbox rests for as long as the server wants, then goes on by itself.",
        FailureMender.Retry,
        IsTransient: true);

    public static MailFailure TooManyConnections(string server) => new(
        MailFailureKind.TooManyConnections,
        $"{server} has too many connections of this mailbox open.",
        "It is tried again by itself. If it stays, other programs use the mailbox too.",
        FailureMender.Retry,
        IsTransient: true);

    public static MailFailure SendingLimitReached(string server) => new(
        MailFailureKind.SendingLimitReached,
        $"The sending limit at {server} is used up.",
        "It is tried again after a day. The tenant's administrator can see and raise the limit.",
        FailureMender.ServerAdmin,
        IsTransient: true,
        RetryAfter: TimeSpan.FromHours(24));

    public static MailFailure ServerUnavailable(string server) => new(
        MailFailureKind.ServerUnavailable,
        $"{server} cannot do it at present.",
        "It is tried again by itself.",
        FailureMender.Retry,
        IsTransient: true);

    public static MailFailure FolderMissing(string server) => new(
        MailFailureKind.FolderMissing,
        $"The folder does not exist at {server}.",
        "Choose another folder for this mailbox, or let it be created.",
        FailureMender.MailboxAdmin,
        IsTransient: false);

    public static MailFailure FolderChanged(string server) => new(
        MailFailureKind.FolderChanged,
        $"{server} has numbered the folder's messages anew while it was open.",
        "It is opened again by itself; messages already taken are recognised.",
        FailureMender.Retry,
        IsTransient: true);

    public static MailFailure MailboxFull(string server) => new(
        MailFailureKind.MailboxFull,
        $"The mailbox at {server} is full.",
        "Make room in it, deleted and sent mail included.",
        FailureMender.MailboxAdmin,
        IsTransient: false);

    public static MailFailure MessageTooLarge(string server) => new(
        MailFailureKind.MessageTooLarge,
        $"The message is larger than {server} takes.",
        "Send it with smaller attachments, or with links instead.",
        FailureMender.Sender,
        IsTransient: false);

    public static MailFailure MessageUnreadable(string server) => new(
        MailFailureKind.MessageUnreadable,
        $"{server} would not give this message.",
        "The others go on. Open it in the mailbox itself; if it can be read there, try it again here.",
        FailureMender.ServerAdmin,
        IsTransient: false);

    public static MailFailure RecipientsRefused(string server, bool transient) => new(
        MailFailureKind.RecipientsRefused,
        $"{server} took none of the recipients.",
        transient ? "It is tried again by itself." : "Check the addresses; each recipient's answer says why.",
        transient ? FailureMender.Retry : FailureMender.Sender,
        transient);

    public static MailFailure MessageRefused(string server, AnswerContext context, bool transient) => new(
        MailFailureKind.MessageRefused,
        context switch
        {
            AnswerContext.Sender => $"{server} does not take mail from this sender{(transient ? " at present" : "")}.",
            AnswerContext.Recipient => $"{server} does not take mail for this recipient{(transient ? " at present" : "")}.",
            _ => $"{server} refused the message{(transient ? " for now" : "")}.",
        },
        transient ? "It is tried again by itself." : "The server's words say why; change the message or its recipients, or ask the server's administrator.",
        transient ? FailureMender.Retry : FailureMender.Sender,
        transient);

    public static MailFailure Refused(string server, AnswerContext context) => new(
        MailFailureKind.Refused,
        context is AnswerContext.Connection ? $"{server} does not want to talk." : $"{server} refused a command.",
        "The server's words say why. If they do not help, ask its administrator.",
        FailureMender.ServerAdmin,
        IsTransient: false);
}
