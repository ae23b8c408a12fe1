namespace HelpdeskMail.Sandbox.SignIn.Directory;

/// <summary>An organisation of the directory.</summary>
public sealed record Tenant
{
    public required Guid Id { get; init; }

    /// <summary>Its verified domain, lower case.</summary>
    public required string Domain { get; init; }

    public required string Name { get; init; }

    /// <summary>False: only an admin consents to applications, the default of new tenants.</summary>
    public bool UserConsent { get; init; } = true;
}
