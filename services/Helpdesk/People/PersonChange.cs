namespace HelpdeskMail.Helpdesk.People;

/// <summary>A change of somebody by the API; what is null stays as it is.</summary>
/// <param name="Role">What they may do.</param>
/// <param name="Disabled">Whether they are shut out.</param>
/// <param name="Mailboxes">The only system emails whose tickets are open to them.</param>
/// <param name="AllMailboxes">True opens all to them again.</param>
public sealed record PersonChange(Role? Role, bool? Disabled, IReadOnlyList<Guid>? Mailboxes = null, bool? AllMailboxes = null);
