namespace HelpdeskMail.Helpdesk.Dashboard;

/// <summary>Figures over some days.</summary>
/// <param name="Days">Each day, oldest first, today as the last.</param>
/// <param name="Mailboxes">Each mailbox, the busiest first.</param>
/// <param name="Agents">Each agent, the busiest first.</param>
public sealed record DashboardView(IReadOnlyList<DayFigures> Days, IReadOnlyList<GroupFigures> Mailboxes, IReadOnlyList<GroupFigures> Agents);
