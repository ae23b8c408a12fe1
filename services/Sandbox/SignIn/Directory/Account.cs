namespace HelpdeskMail.Sandbox.SignIn.Directory;

/// <summary>A person, or a mailbox one can sign in to, of a <see cref="Tenant"/>.</summary>
public sealed record Account
{
    /// <summary>The object id (<c>oid</c>).</summary>
    public required Guid Id { get; init; }

    public required Guid TenantId { get; init; }

    /// <summary>User principal name and mail address, lower case.</summary>
    public required string Address { get; init; }

    public required string Name { get; init; }

    /// <summary>Null where nobody signs in: a shared mailbox.</summary>
    public string? Password { get; init; }

    /// <summary>Whether this person may consent for the whole tenant.</summary>
    public bool IsAdmin { get; init; }

    /// <summary><c>active</c>, <c>disabled</c>, <c>locked</c>, <c>mfa_required</c> or <c>password_expired</c>.</summary>
    public string State { get; init; } = "active";

    /// <summary>False: no licence, or a mailbox on premises.</summary>
    public bool HasMailbox { get; init; } = true;

    /// <summary>When an admin last revoked every session; tokens issued before are challenged where the client can take that.</summary>
    public DateTimeOffset? SessionsRevokedAt { get; init; }
}
