using HelpdeskMail.OAuth.Explanations;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>A token endpoint's answer, read. Closed set.</summary>
internal abstract record OAuth2Reply
{
    private OAuth2Reply()
    {
    }

    /// <summary>It gave tokens.</summary>
    public sealed record Granted(string AccessToken, DateTimeOffset ExpiresAt, IReadOnlyList<string> Scopes, string? RefreshToken, string? IdToken) : OAuth2Reply
    {
        /// <summary>End of the refresh token; null when it is not told.</summary>
        public DateTimeOffset? RefreshEndsAt { get; init; }

        /// <summary>Leaves the tokens out.</summary>
        public override string ToString() => $"access token until {ExpiresAt:u}";
    }

    /// <summary>It gave none.</summary>
    /// <param name="Error">The error as the provider told it; null when it told none.</param>
    /// <param name="Refusal">The same explained.</param>
    public sealed record Failed(ProviderError? Error, SignInAnswer.Refused Refusal) : OAuth2Reply;
}
