using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Views;

/// <summary>A list that somebody wants to come back to.</summary>
/// <param name="Id">The view.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Shared">Whether everybody sees it, or only who made it.</param>
/// <param name="Query">Which tickets, in which order.</param>
public sealed record SavedView(Guid Id, string Name, bool Shared, TicketQuery Query);
