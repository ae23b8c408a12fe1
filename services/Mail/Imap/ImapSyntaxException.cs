namespace HelpdeskMail.Mail.Imap;

/// <summary>An answer that is not IMAP; becomes <see cref="Failures.MailFailureKind.ProtocolViolation"/>.</summary>
internal sealed class ImapSyntaxException(string message) : Exception(message);
