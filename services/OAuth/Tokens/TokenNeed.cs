namespace HelpdeskMail.OAuth.Tokens;

/// <summary>What an access token is wanted for. Closed set.</summary>
public abstract record TokenNeed
{
    private TokenNeed()
    {
    }

    /// <summary>To be shown to a server now.</summary>
    public sealed record Use : TokenNeed;

    /// <summary>The same, and a server has just refused the one that ends at <paramref name="ExpiresAt"/>, null for the present one.</summary>
    /// <param name="ExpiresAt">End of the refused one.</param>
    /// <param name="Claims">What the server demands of another one (continuous access evaluation); null for nothing.</param>
    public sealed record UseAnother(DateTimeOffset? ExpiresAt, string? Claims = null) : TokenNeed;

    /// <summary>To have a fresh one in time.</summary>
    public sealed record StayFresh : TokenNeed;

    /// <summary>An admin wants a try at once, whatever happened before.</summary>
    public sealed record TryNow : TokenNeed;
}
