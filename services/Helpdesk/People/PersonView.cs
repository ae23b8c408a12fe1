namespace HelpdeskMail.Helpdesk.People;

/// <summary>Somebody who signs in, as the API shows them.</summary>
/// <param name="Id">The person.</param>
/// <param name="Email">Address they sign in with.</param>
/// <param name="Name">Name shown to colleagues.</param>
/// <param name="Role">What they may do.</param>
/// <param name="Invited">Whether they have not taken up their invitation yet.</param>
/// <param name="Disabled">Whether they are shut out.</param>
/// <param name="CreatedAt">When they were added.</param>
/// <param name="Mailboxes">System emails whose tickets are open to them; null for all.</param>
public sealed record PersonView(Guid Id, string Email, string Name, Role Role, bool Invited, bool Disabled, DateTimeOffset CreatedAt, IReadOnlyList<Guid>? Mailboxes)
{
    internal static PersonView Of(Person person) =>
        new(person.Id, person.Email, person.Name, person.Role, person.PasswordHash is null, person.DisabledAt is not null, person.CreatedAt, person.Role == Role.Admin ? null : person.Mailboxes);
}
