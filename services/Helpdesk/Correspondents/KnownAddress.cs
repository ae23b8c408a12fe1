namespace HelpdeskMail.Helpdesk.Correspondents;

/// <summary>Somebody a mail can be addressed to.</summary>
/// <param name="Name">The name shown; empty when only the address is known.</param>
/// <param name="Address">Address, lower case.</param>
public sealed record KnownAddress(string Name, string Address);
