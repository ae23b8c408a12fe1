namespace HelpdeskMail.Sandbox.SignIn.Devices;

/// <summary>A sign-in that a person finishes on another device (RFC 8628).</summary>
public sealed record DeviceCode
{
    /// <summary>What the person types.</summary>
    public required string UserCode { get; init; }

    public required string ClientId { get; init; }

    /// <summary>The tenant of the request's path; empty for a provider without tenants.</summary>
    public required string Tenant { get; init; }

    /// <summary>The scopes as they were asked for.</summary>
    public required string Scopes { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was asked for before; null: never.</summary>
    public DateTimeOffset? PolledAt { get; init; }

    /// <summary>Who agreed.</summary>
    public Guid? AccountId { get; init; }

    public bool Declined { get; init; }

    public bool Redeemed { get; init; }
}
