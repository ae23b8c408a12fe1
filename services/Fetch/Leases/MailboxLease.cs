namespace HelpdeskMail.Fetch.Leases;

/// <summary>The right to work a mailbox, until another replica takes it over.</summary>
/// <param name="SystemEmailId">The mailbox.</param>
/// <param name="Holder">The replica.</param>
/// <param name="Fence">Number of the hand-over; what an earlier holder still writes is refused by it.</param>
internal sealed record MailboxLease(Guid SystemEmailId, Guid Holder, long Fence);
