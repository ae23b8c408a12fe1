namespace HelpdeskMail.Helpdesk.People;

/// <summary>The person on whose behalf something is done, in a page or by an API key.</summary>
/// <param name="Id">The person.</param>
/// <param name="Name">Name for people; an API key's own name is added to it.</param>
/// <param name="Role">What the person, or the key, may do.</param>
public sealed record Actor(Guid Id, string Name, Role Role)
{
    /// <summary>System emails whose tickets are open to them; null for all, as always for administrators.</summary>
    public IReadOnlyList<Guid>? Mailboxes { get; init; }

    /// <summary>Whether administration is open to them.</summary>
    public bool IsAdmin => Role == Role.Admin;
}
