namespace HelpdeskMail.Helpdesk.Dashboard;

/// <summary>A mailbox or an agent over the span that is shown.</summary>
/// <param name="Name">Whose figures.</param>
/// <param name="Open">Tickets now to be worked on: open, and not put aside.</param>
/// <param name="Waiting">Tickets put aside now, until an answer comes or a moment is there.</param>
/// <param name="Opened">Tickets opened; of an agent: taken part in by answers.</param>
/// <param name="Closed">Tickets closed.</param>
/// <param name="Answers">Replies written.</param>
/// <param name="FirstAnswer">Median minutes until the first answer; null when there was none.</param>
public sealed record GroupFigures(string Name, int Open, int Waiting, int Opened, int Closed, int Answers, double? FirstAnswer);
