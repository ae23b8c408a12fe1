namespace HelpdeskMail.Sandbox.Google;

/// <summary>What a code or a token stands for.</summary>
public sealed record GoogleGrant
{
    public required string ClientId { get; init; }

    public required Guid AccountId { get; init; }

    /// <summary>Parted by blanks.</summary>
    public required string Scopes { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Codes only: whether a refresh token comes with it.</summary>
    public bool Offline { get; init; }

    public string RedirectUri { get; init; } = "";

    public string? Nonce { get; init; }

    public string? Challenge { get; init; }

    public string? ChallengeMethod { get; init; }

    public bool Allows(string scope) => Scopes.Split(' ').Contains(scope, StringComparer.Ordinal);
}
