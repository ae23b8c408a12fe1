using HelpdeskMail.Helpdesk.Threading;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.Intake;

/// <summary>A ticket to be opened with its first mail.</summary>
/// <param name="Job">The mail.</param>
/// <param name="Customer">Whose ticket it is.</param>
/// <param name="Evidence">Why it is opened.</param>
/// <param name="Follows">The closed ticket that it goes on from; null for none.</param>
internal sealed record NewTicket(IntakeJob Job, EntryAddress Customer, Evidence Evidence, long? Follows);
