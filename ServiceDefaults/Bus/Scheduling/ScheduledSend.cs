namespace HelpdeskMail.ServiceDefaults.Bus.Scheduling;

/// <summary>A message to be sent later: everything but the time.</summary>
/// <param name="Token">What cancels it.</param>
/// <param name="Destination">Address it will be sent to.</param>
/// <param name="Envelope">Ids, addresses and headers; see <see cref="Bus.Envelope"/>.</param>
/// <param name="ExpiresAfter">How long it may wait for a consumer once it was sent.</param>
/// <param name="TraceParent">W3C trace context of whoever scheduled it.</param>
/// <param name="Body">The serialised message.</param>
internal sealed record ScheduledSend(
    Guid Token, string Destination, string Envelope, TimeSpan? ExpiresAfter, string? TraceParent, byte[] Body);
