namespace HelpdeskMail.Fetch.Leases;

/// <summary>Another replica works the mailbox by now; this one must stop. Nothing has to be mended.</summary>
internal sealed class LeaseLostException(MailboxLease lease)
    : Exception($"Another replica has taken over the mailbox of the system email {lease.SystemEmailId}.");
