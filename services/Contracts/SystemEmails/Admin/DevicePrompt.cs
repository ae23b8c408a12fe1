namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>A device code that waits to be entered (RFC 8628 section 3.2).</summary>
/// <param name="UserCode">What to enter.</param>
/// <param name="Address">Where.</param>
/// <param name="ExpiresAt">Until when.</param>
public sealed record DevicePrompt(string UserCode, string Address, DateTimeOffset ExpiresAt);
