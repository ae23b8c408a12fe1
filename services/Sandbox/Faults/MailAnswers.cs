namespace HelpdeskMail.Sandbox.Faults;

/// <summary>What Exchange Online's mail servers say when they refuse, one answer a line.</summary>
internal static class MailAnswers
{
    private const string Host = "[SANDBOX.CONTOSO.EXAMPLE]";
    private const string AfterSignIn = "first command after sign-in";

    public static readonly IReadOnlyList<CatalogueEntry> Imap =
    [
        SignIn("imap", "imap-authenticate-failed", "NO", "NO AUTHENTICATE failed."),
        SignIn("imap", "imap-authenticate-failed-log", "NO", "NO AUTHENTICATE failed. Error=\"AuthFailed:LogonDenied-None-OAuthLog:S2S-Token:None\""),
        SignIn("imap", "imap-login-disabled", "NO", "NO LOGIN failed."),
        SignIn("imap", "imap-unavailable", "NO", "NO [UNAVAILABLE] Server Unavailable. 15"),
        Answer("imap", "imap-not-connected", "BAD", "BAD User is authenticated but not connected.\n* BYE Connection closed. 14", AfterSignIn, closes: true),
        Answer("imap", "imap-token-expired", "BYE", "* BYE Session invalidated - AccessTokenExpired", "any command, IDLE too", closes: true),
        Answer("imap", "imap-idle-token-expired", "BYE", "* BYE Session invalidated - AccessTokenExpired", "IDLE", "IDLE", closes: true),
        Answer("imap", "imap-closed-13", "BYE", "* BYE Connection is closed. 13", AfterSignIn, closes: true),
        Answer("imap", "imap-closed-14", "BYE", "* BYE Connection is closed. 14", AfterSignIn, closes: true),
        Answer("imap", "imap-throttled", "BAD", "BAD Request is throttled. Suggested Backoff Time: 299961 milliseconds\n* BYE Connection is closed. 14", AfterSignIn, closes: true),
        Answer("imap", "imap-throttled-no", "NO", "NO Request is throttled. Suggested Backoff Time: 5000 milliseconds", AfterSignIn),
        Answer("imap", "imap-select-missing", "NO", "NO The specified folder doesn't exist.", "SELECT", "SELECT"),
        Answer("imap", "imap-select-failed", "NO", "NO Server Unavailable. 15", "SELECT", "SELECT"),
        Answer("imap", "imap-fetch-failed", "NO", "NO The requested message could not be converted to an RFC-822 compatible format.", "UID FETCH", "UID FETCH"),
        Answer("imap", "imap-over-quota", "NO", "NO [OVERQUOTA] The mailbox has exceeded its quota.", "APPEND", "APPEND"),
        Answer("imap", "imap-too-many-connections", "BYE", "* BYE Too many simultaneous connections. 12", "greeting", AnswerMailFault.Greeting, closes: true),
    ];

    public static readonly IReadOnlyList<CatalogueEntry> Pop3 =
    [
        SignIn("pop3", "pop3-authentication-failure", "-ERR", "-ERR Authentication failure: unknown user name or bad password."),
        SignIn("pop3", "pop3-logon-failure", "-ERR", "-ERR Logon failure: unknown user name or bad password."),
        Answer("pop3", "pop3-not-connected", "-ERR", "-ERR User is authenticated but not connected.", AfterSignIn, closes: true),
        Answer("pop3", "pop3-token-expired", "-ERR", "-ERR Session invalidated - AccessTokenExpired", AfterSignIn, closes: true),
        Answer("pop3", "pop3-throttled", "-ERR", "-ERR Request is throttled. Suggested Backoff Time: 299961 milliseconds", AfterSignIn, closes: true),
        Answer("pop3", "pop3-connection-closed", "-ERR", "-ERR Connection is closed. 14", AfterSignIn, closes: true),
        Answer("pop3", "pop3-in-use", "-ERR", "-ERR [IN-USE] The mailbox is locked by another session.", AfterSignIn, closes: true),
        Answer("pop3", "pop3-retr-failed", "-ERR", "-ERR Message corrupted", "RETR", "RETR"),
        Answer("pop3", "pop3-unavailable", "-ERR", "-ERR [SYS/TEMP] Server Unavailable. 21", "greeting", AnswerMailFault.Greeting, closes: true),
    ];

    public static readonly IReadOnlyList<CatalogueEntry> Smtp =
    [
        SignIn("smtp", "smtp-authentication-unsuccessful", "5.7.3", $"535 5.7.3 Authentication unsuccessful {Host}"),
        SignIn("smtp", "smtp-disabled-for-tenant", "5.7.139", $"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled for more information. {Host}"),
        SignIn("smtp", "smtp-disabled-for-mailbox", "5.7.139", $"535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled for more information. {Host}"),
        SignIn("smtp", "smtp-security-defaults", "5.7.139", $"535 5.7.139 Authentication unsuccessful, user is locked by your organization's security defaults policy. Contact your administrator. {Host}"),
        SignIn("smtp", "smtp-criteria-not-met", "5.7.139", $"535 5.7.139 Authentication unsuccessful, the request did not meet the criteria to be authenticated successfully. Contact your administrator. {Host}"),
        SignIn("smtp", "smtp-basic-disabled", "5.7.139", $"535 5.7.139 Authentication unsuccessful, basic authentication is disabled. {Host}"),
        SignIn("smtp", "smtp-credentials-incorrect", "5.7.139", $"535 5.7.139 Authentication unsuccessful, the user credentials were incorrect. {Host}"),
        SignIn("smtp", "smtp-basic-not-supported", "5.7.30", "550 5.7.30 Basic authentication is not supported for Client Submission."),
        SignIn("smtp", "smtp-authentication-temporary", "4.7.0", $"454 4.7.0 Temporary authentication failure {Host}"),
        Answer("smtp", "smtp-not-authenticated", "5.7.57", $"530 5.7.57 Client not authenticated to send mail. {Host}", "MAIL", "MAIL"),
        Answer("smtp", "smtp-sender-limit", "5.1.90", "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients", "MAIL", "MAIL"),
        Answer("smtp", "smtp-concurrent-connections", "4.3.2", "432 4.3.2 Concurrent connections limit exceeded. Visit https://aka.ms/concurrent_sending for more information.", "MAIL", "MAIL"),
        Answer("smtp", "smtp-too-many-recipients", "4.5.3", "452 4.5.3 Too many recipients", "RCPT", "RCPT"),
        Answer("smtp", "smtp-recipient-unknown", "5.1.10", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", "RCPT", "RCPT"),
        Message("smtp-send-as-denied", "5.2.252", "554 5.2.252 SendAsDenied; support@contoso.example not allowed to send as other@contoso.example; STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception with message Cannot submit message."),
        Message("smtp-send-as-denied-old", "5.2.0", "554 5.2.0 STOREDRV.Submission.Exception:SendAsDeniedException.MapiExceptionSendAsDenied; Failed to process message due to a permanent exception with message Cannot submit message."),
        Message("smtp-send-permission", "5.7.60", "550 5.7.60 SMTP; Client does not have permissions to send as this sender"),
        Message("smtp-sender-thread-limit", "4.3.2", "432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded"),
        Message("smtp-mailbox-full", "5.2.2", "554 5.2.2 mailbox full; STOREDRV.Submission.Exception:QuotaExceededException.MapiExceptionShutoffQuotaExceeded; Failed to process message due to a permanent exception"),
        Message("smtp-tenant-recipient-limit", "5.7.233", "550 5.7.233 - Your message can't be sent because your tenant exceeded its daily limit for sending email to external recipients (tenant external recipient rate limit or TERRL)."),
        Message("smtp-onmicrosoft-limit", "5.7.236", "550 5.7.236 - Your message can't be sent because your tenant exceeded its daily limit for sending email from an onmicrosoft.com domain to external recipients."),
        Message("smtp-submission-quota", "5.2.251", "554 5.2.251 Message rejected because of the sender's submission quota"),
        Message("smtp-too-large", "5.3.4", "552 5.3.4 Message size exceeds fixed maximum message size"),
        Message("smtp-content-refused", "5.6.0", "554 5.6.0 STOREDRV.Submit.Exception: the message's content was refused"),
        Message("smtp-insufficient-resources", "4.3.1", "452 4.3.1 Insufficient system resources"),
        Message("smtp-temporary", "4.4.0", "451 4.4.0 Temporary server error. Please try again later"),
        Message("smtp-server-busy", "4.7.500", "451 4.7.500 Server busy. Please try again later"),
        Answer("smtp", "smtp-not-available", "421", "421 4.3.2 Service not available, closing transmission channel", "greeting", AnswerMailFault.Greeting, closes: true),
        Answer("smtp", "smtp-idle-timeout", "4.4.1", $"421 4.4.1 Connection timed out {Host}", "MAIL", "MAIL", closes: true),
    ];

    private static CatalogueEntry SignIn(string protocol, string id, string code, string words) => new(id, protocol, code, words, "end of the sign-in", new RefuseMailSignInFault(protocol, Answer: words));

    private static CatalogueEntry Message(string id, string code, string words) => new(id, "smtp", code, words, "end of the message", new RefuseMessageFault(words));

    private static CatalogueEntry Answer(string protocol, string id, string code, string words, string where, string? command = null, bool closes = false) =>
        new(id, protocol, code, words, where, new AnswerMailFault(protocol, words, command, Closes: closes));
}
