namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>A message that this process has locked.</summary>
internal sealed record HeldMessage(long Id, Guid LockId);
