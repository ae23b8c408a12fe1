using HelpdeskMail.OAuth.Explanations;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>What an identity provider answered. Closed set; neither text form holds a token.</summary>
public abstract record SignInAnswer
{
    private SignInAnswer()
    {
    }

    /// <summary>It gave an access token.</summary>
    /// <param name="AccessToken">The token.</param>
    /// <param name="ExpiresAt">Its end.</param>
    /// <param name="Scopes">What it is good for, as the provider says.</param>
    /// <param name="AccountId">What the client that asked finds the account by; null for an application.</param>
    /// <param name="IdToken">Who signed in (OpenID Connect), not verified; null when the provider did not say.</param>
    /// <param name="Tenant">Tenant it is from; null when the provider did not say.</param>
    /// <param name="Cache">That client's record of refresh token and account; null for an application, which has neither.</param>
    public sealed record Granted(
        string AccessToken,
        DateTimeOffset ExpiresAt,
        IReadOnlyList<string> Scopes,
        string? AccountId,
        string? IdToken,
        string? Tenant,
        byte[]? Cache) : SignInAnswer
    {
        /// <summary>When the provider says that what renews the token ends; null when it does not say.</summary>
        public DateTimeOffset? SignInEndsAt { get; init; }

        /// <summary>Whether what renews the token is another one than before.</summary>
        public bool SignInReplaced { get; init; }

        /// <summary>Leaves the tokens out.</summary>
        public override string ToString() => $"access token until {ExpiresAt:u}";
    }

    /// <summary>It gave none.</summary>
    /// <param name="Explanation">Why, and who mends it.</param>
    /// <param name="ProviderAnswer">Its own words; null when it said nothing.</param>
    /// <param name="RetryAfter">The pause it asked for; null when it named none.</param>
    public sealed record Refused(Explanation Explanation, string? ProviderAnswer, TimeSpan? RetryAfter = null) : SignInAnswer
    {
        /// <summary>The code alone.</summary>
        public override string ToString() => $"refused: {Explanation.Code}";
    }
}
