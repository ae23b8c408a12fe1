namespace HelpdeskMail.OAuth.Alerts;

/// <summary>Whom an alert goes to by mail; webhooks are read where they are told.</summary>
/// <param name="Mails">Addresses.</param>
internal sealed record AlertReceivers(IReadOnlyList<string> Mails);
