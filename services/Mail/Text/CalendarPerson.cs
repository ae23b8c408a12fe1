namespace HelpdeskMail.Mail.Text;

/// <summary>Somebody whom a calendar names.</summary>
/// <param name="Name">Name for people; empty when the calendar gives none beside the address.</param>
/// <param name="Address">Address, without «mailto:».</param>
/// <param name="Answer">What they have answered (RFC 5545 section 3.2.12), upper case: «ACCEPTED»; empty for no answer yet.</param>
public sealed record CalendarPerson(string Name, string Address, string Answer);
