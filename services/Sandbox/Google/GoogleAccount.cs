namespace HelpdeskMail.Sandbox.Google;

/// <summary>A person of the provider in Google's shape.</summary>
public sealed record GoogleAccount
{
    public required Guid Id { get; init; }

    /// <summary>The <c>sub</c> of its tokens.</summary>
    public required string Subject { get; init; }

    /// <summary>Mail address, lower case.</summary>
    public required string Address { get; init; }

    public required string Name { get; init; }

    /// <summary>Public, as every password here.</summary>
    public required string Password { get; init; }
}
