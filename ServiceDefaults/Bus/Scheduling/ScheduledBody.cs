namespace HelpdeskMail.ServiceDefaults.Bus.Scheduling;

/// <summary>Stands for a message whose type this process need not know; its stored bytes are sent in its place.</summary>
internal sealed record ScheduledBody;
