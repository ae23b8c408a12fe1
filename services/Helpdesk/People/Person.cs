namespace HelpdeskMail.Helpdesk.People;

/// <summary>Somebody who signs in.</summary>
public sealed record Person
{
    /// <summary>The person.</summary>
    public Guid Id { get; init; }

    /// <summary>Address they sign in with.</summary>
    public string Email { get; set; } = "";

    /// <summary>Name shown to colleagues.</summary>
    public string Name { get; init; } = "";

    /// <summary>What they may do.</summary>
    public Role Role { get; init; }

    /// <summary>Hash of the password; null until a link was used to set one.</summary>
    public string? PasswordHash { get; set; }

    /// <summary>Changes with the password and whenever all sessions are to end.</summary>
    public string SecurityStamp { get; set; } = "";

    /// <summary>Since when they are shut out; null for the ordinary case.</summary>
    public DateTimeOffset? DisabledAt { get; init; }

    /// <summary>System emails whose tickets are open to them; null for all. Counts for agents only.</summary>
    public IReadOnlyList<Guid>? Mailboxes { get; init; }

    /// <summary>When they were added.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Whether tickets of a mailbox are open to them.</summary>
    public bool Opens(Guid? mailbox) => Role == Role.Admin || Mailboxes is null || (mailbox is { } id && Mailboxes.Contains(id));

    /// <summary>Leaves the hash out.</summary>
    public override string ToString() => $"{Name} <{Email}> ({Role})";
}
