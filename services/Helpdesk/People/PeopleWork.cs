using HelpdeskMail.Helpdesk.SignIn;
using HelpdeskMail.Helpdesk.Tickets;

namespace HelpdeskMail.Helpdesk.People;

/// <summary>Changes what people may do. There is always an administrator left.</summary>
public sealed class PeopleWork(PersonTable people, TicketWork tickets, AuditLog audit, TimeProvider time)
{
    /// <summary>Changes role and mailboxes, shuts out or lets in again; their sessions end, and open tickets that they can no longer work are nobody's.</summary>
    /// <returns>What speaks against it; null when it is done.</returns>
    public async Task<string?> ChangeAsync(Guid id, PersonChange change, Actor by, CancellationToken cancellation)
    {
        if (await people.FindAsync(id, cancellation) is null)
        {
            return Translated.Of("There is no such person.");
        }

        if (await people.ChangeAsync(id, change, Passwords.NewStamp(), time.GetUtcNow(), cancellation) is not { } person)
        {
            return Translated.Of("That would leave no administrator. Make somebody else one first.");
        }

        await audit.AddAsync(by, "person_changed", $"{person.Email}: {person.Role}{(person.Mailboxes is null || person.Role == Role.Admin ? "" : $", {person.Mailboxes.Count} mailboxes")}{(person.DisabledAt is null ? "" : ", shut out")}", cancellation);
        await tickets.GiveBackAsync(id, by, cancellation);
        return null;
    }
}
