namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>A system email as the helpdesk remembers it between two answers of the OAuth service.</summary>
/// <param name="Id">The system email.</param>
/// <param name="Address">Its address.</param>
/// <param name="Name">Name shown to recipients.</param>
/// <param name="Removed">Whether it was removed; its address still counts as our own.</param>
/// <param name="Sends">Whether answers can leave from it.</param>
/// <param name="MaxMessageSize">Largest message that is read whole, in bytes; null when it does not read.</param>
public sealed record KnownSystemEmail(Guid Id, string Address, string Name, bool Removed, bool Sends, long? MaxMessageSize);
