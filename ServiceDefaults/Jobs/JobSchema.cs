namespace HelpdeskMail.ServiceDefaults.Jobs;

/// <summary>Prefix of the scheduler's tables, schema included.</summary>
internal sealed record JobSchema(string Prefix);
