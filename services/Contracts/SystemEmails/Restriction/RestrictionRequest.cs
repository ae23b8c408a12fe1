namespace HelpdeskMail.Contracts.SystemEmails.Restriction;

/// <summary>Asks which mailboxes an application can reach.</summary>
/// <param name="Forbidden">Address of an existing mailbox that it must not reach.</param>
public sealed record RestrictionRequest(string Forbidden);
