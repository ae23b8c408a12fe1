namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>A queue as the database has it.</summary>
/// <param name="Id">Its key.</param>
/// <param name="MaxDeliveries">How often a message is delivered before it counts as not consumable.</param>
internal sealed record QueueRow(long Id, int MaxDeliveries);
