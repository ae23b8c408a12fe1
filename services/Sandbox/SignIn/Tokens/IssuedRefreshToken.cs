namespace HelpdeskMail.Sandbox.SignIn.Tokens;

/// <summary>What a refresh token stands for. It is bound to neither resource nor scopes: any consented scope may be asked for with it.</summary>
public sealed record IssuedRefreshToken
{
    public required Guid ClientId { get; init; }

    public required Guid AccountId { get; init; }

    /// <summary>The scopes of the grant that made it: asked for again where a refresh names none.</summary>
    public required string[] Scopes { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
}
