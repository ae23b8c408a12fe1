namespace HelpdeskMail.Contracts.SystemEmails.Admin;

/// <summary>
/// The Token tab (<c>GET /internal/admin/system-emails/{id}/token</c>; 404 <c>token_absent</c> when there is none). <c>POST …/token/refresh</c> asks for a fresh one and answers with this (a refusal is
/// 422 with the provider's code, or 503 when trying later helps); <c>DELETE …/token</c> forgets it (204). Never the token itself.
/// </summary>
/// <param name="SystemEmailId">The system email.</param>
/// <param name="SignIn">How it came about.</param>
/// <param name="Account">The account that signed in; null for an application.</param>
/// <param name="Tenant">Tenant the token is from.</param>
/// <param name="Scopes">Scopes granted.</param>
/// <param name="Audience">What the token is for, where that can be told.</param>
/// <param name="Renewable">Whether a fresh one can be asked for without a person.</param>
/// <param name="IssuedAt">When the present access token was issued.</param>
/// <param name="RefreshDueAt">When a fresh one is asked for.</param>
/// <param name="ExpiresAt">When the present one ends.</param>
/// <param name="LinkedAt">When somebody last signed in, or the application was set.</param>
/// <param name="LastRefreshAt">When a fresh one was last asked for; null when never.</param>
/// <param name="LastRefreshProblem">Why that failed; null when it did not.</param>
public sealed record TokenView(
    Guid SystemEmailId,
    SignInWay SignIn,
    string? Account,
    string? Tenant,
    IReadOnlyList<string> Scopes,
    string? Audience,
    bool Renewable,
    DateTimeOffset IssuedAt,
    DateTimeOffset RefreshDueAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset LinkedAt,
    DateTimeOffset? LastRefreshAt,
    MailboxProblem? LastRefreshProblem)
{
    /// <summary>The tokens for other services, where more than one is needed: reading by IMAP and sending by Graph takes two.</summary>
    public IReadOnlyList<TokenView> Others { get; init; } = [];
}
