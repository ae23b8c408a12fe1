namespace HelpdeskMail.AppHost.LocalHosting.Output;

/// <summary>A line a resource wrote.</summary>
/// <param name="Number">Counts the lines of the resource from 1.</param>
/// <param name="At">When the AppHost read it.</param>
/// <param name="Text">The line.</param>
internal sealed record ConsoleLine(long Number, DateTimeOffset At, string Text);
