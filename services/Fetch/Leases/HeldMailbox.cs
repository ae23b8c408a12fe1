namespace HelpdeskMail.Fetch.Leases;

/// <summary>A mailbox that a replica holds by the database's word.</summary>
/// <param name="Lease">The right to it.</param>
/// <param name="Paused">Whether it is to be given back, since somebody has paused it.</param>
internal sealed record HeldMailbox(MailboxLease Lease, bool Paused);
