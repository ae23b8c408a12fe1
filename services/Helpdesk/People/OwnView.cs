namespace HelpdeskMail.Helpdesk.People;

/// <summary>The person a key acts for.</summary>
/// <param name="Id">The person.</param>
/// <param name="Name">Name of the person and of the key.</param>
/// <param name="Role">What the key may do.</param>
/// <param name="ReadOnly">Whether the key may only read.</param>
/// <param name="Mailboxes">System emails whose tickets are open to it; null for all.</param>
/// <param name="AfterWork">Where the person's page goes when an answer is sent, or a ticket is closed or put aside.</param>
/// <param name="Signature">What the person ends mails with: Markdown with fields.</param>
public sealed record OwnView(Guid Id, string Name, Role Role, bool ReadOnly, IReadOnlyList<Guid>? Mailboxes, string Signature, Tickets.AfterWork AfterWork);
