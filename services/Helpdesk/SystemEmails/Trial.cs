namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>Settings are tried by really signing in before they are saved.</summary>
/// <param name="MailTo">Address that a test mail goes to; null for none.</param>
public sealed record Trial(string? MailTo);
