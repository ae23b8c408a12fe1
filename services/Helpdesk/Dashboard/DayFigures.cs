namespace HelpdeskMail.Helpdesk.Dashboard;

/// <summary>One day of the helpdesk.</summary>
/// <param name="Day">The day, UTC.</param>
/// <param name="Opened">Tickets opened.</param>
/// <param name="Closed">Tickets closed that are closed still.</param>
/// <param name="Open">Tickets not closed at its end, those put aside too.</param>
/// <param name="FirstAnswer">Median minutes until the first answer to those that were opened on it and answered; null when none was.</param>
public sealed record DayFigures(DateOnly Day, int Opened, int Closed, int Open, double? FirstAnswer);
