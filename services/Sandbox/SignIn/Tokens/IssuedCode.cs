namespace HelpdeskMail.Sandbox.SignIn.Tokens;

/// <summary>What an authorization code stands for.</summary>
public sealed record IssuedCode
{
    public required Guid ClientId { get; init; }

    public required Guid AccountId { get; init; }

    public required string RedirectUri { get; init; }

    /// <summary>The scopes as they were asked for at the authorize endpoint.</summary>
    public required string[] Scopes { get; init; }

    public string? Nonce { get; init; }

    public string? Challenge { get; init; }

    /// <summary><c>S256</c> or <c>plain</c>.</summary>
    public string? ChallengeMethod { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RedeemedAt { get; init; }
}
