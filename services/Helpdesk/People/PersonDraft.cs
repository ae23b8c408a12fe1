namespace HelpdeskMail.Helpdesk.People;

/// <summary>Somebody to be invited by the API.</summary>
/// <param name="Email">Address they sign in with.</param>
/// <param name="Name">Name shown to colleagues.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Mailboxes">System emails whose tickets are open to them; null for all.</param>
public sealed record PersonDraft(string? Email, string? Name, Role Role, IReadOnlyList<Guid>? Mailboxes = null);
