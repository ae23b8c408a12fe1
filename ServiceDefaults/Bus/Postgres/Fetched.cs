using MassTransit.SqlTransport;

namespace HelpdeskMail.ServiceDefaults.Bus.Postgres;

/// <summary>What one look into a queue gave.</summary>
/// <param name="Messages">Locked messages, oldest first.</param>
/// <param name="Rows">How many were locked, with those that could not be read.</param>
/// <param name="NextDue">Time until a delayed message is due or a lock runs out; null when there is none.</param>
internal sealed record Fetched(IReadOnlyList<SqlTransportMessage> Messages, int Rows, TimeSpan? NextDue);
