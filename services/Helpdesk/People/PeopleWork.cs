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
        if (await people.FindAsync(id, cancellation) is not { } person)
        {
            return Translated.Of("There is no such person.");
        }

        var role = change.Role ?? person.Role;
        var disabled = change.Disabled ?? person.DisabledAt is not null;
        var mailboxes = change.AllMailboxes == true ? null : change.Mailboxes?.Distinct().ToList() ?? person.Mailboxes;
        if (!await people.ChangeAsync(id, role, mailboxes, disabled, Passwords.NewStamp(), time.GetUtcNow(), cancellation))
        {
            return Translated.Of("That would leave no administrator. Make somebody else one first.");
        }

        await audit.AddAsync(by, "person_changed", $"{person.Email}: {role}{(mailboxes is null || role == Role.Admin ? "" : $", {mailboxes.Count} mailboxes")}{(disabled ? ", shut out" : "")}", cancellation);
        await tickets.GiveBackAsync(id, by, cancellation);
        return null;
    }
}
