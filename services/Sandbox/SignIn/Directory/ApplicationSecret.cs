namespace HelpdeskMail.Sandbox.SignIn.Directory;

/// <summary>A client secret. People often paste its id where the value belongs; that is AADSTS7000215 as well.</summary>
public sealed record ApplicationSecret
{
    public required Guid Id { get; init; }

    public required Guid ClientId { get; init; }

    public required string Value { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }
}
