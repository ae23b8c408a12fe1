namespace HelpdeskMail.Helpdesk.Tickets;

/// <summary>A change of a ticket by the API; what is null stays as it is.</summary>
/// <param name="Status">Closes it or opens it again.</param>
/// <param name="Priority">-1 low, 0 ordinary, 1 high, 2 urgent.</param>
/// <param name="Assignee">Who works on it; the empty id <c>00000000-0000-0000-0000-000000000000</c> for nobody.</param>
/// <param name="Attention">False takes the warning off that a reply did not arrive; true is not possible.</param>
public sealed record TicketChange(TicketStatus? Status, int? Priority, Guid? Assignee, bool? Attention);
