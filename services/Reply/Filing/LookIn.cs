using HelpdeskMail.Contracts.SystemEmails;

namespace HelpdeskMail.Reply.Filing;

/// <summary>A way into a mailbox's folders.</summary>
/// <param name="Protocol">IMAP or Graph.</param>
/// <param name="Server">The server or service.</param>
/// <param name="Request">Asks for what it must be shown.</param>
internal sealed record LookIn(ReceivingProtocol Protocol, ServerSettings Server, CredentialRequest Request);
