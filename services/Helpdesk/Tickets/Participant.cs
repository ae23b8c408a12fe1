namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>Somebody who takes part in a ticket from outside.</summary>
/// <param name="Address">Address, lower case.</param>
/// <param name="Name">Name; empty when none is known.</param>
/// <param name="Wrote">Whether they have written, or were only addressed.</param>
public sealed record Participant(string Address, string Name, bool Wrote);
