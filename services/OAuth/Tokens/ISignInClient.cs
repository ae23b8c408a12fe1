using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>
/// Speaks with an identity provider: <see cref="EntraClient"/> by Microsoft's library, <see cref="OAuth2Client"/> with everybody else. Each call makes at most one request for a token (a second one only where the application has
/// two secrets and the first is unknown); whoever calls sees to it that no two do so at a time for a system email.
/// </summary>
public interface ISignInClient
{
    /// <summary>Makes the address of the provider's sign-in page, and the PKCE verifier (RFC 7636) that goes with the code.</summary>
    Task<(Uri Page, string Verifier)> SignInPageAsync(SystemEmail email, string state, string nonce, CancellationToken cancellation);

    /// <summary>Redeems the code that came back from the sign-in page, for one service.</summary>
    Task<SignInAnswer> RedeemAsync(SystemEmail email, TokenProfile profile, string code, string verifier, CancellationToken cancellation);

    /// <summary>Asks for a fresh access token with what a sign-in has left, whether or not the present one is still good.</summary>
    /// <param name="email">The system email.</param>
    /// <param name="profile">What for.</param>
    /// <param name="accountId">The account, as a grant of this client named it.</param>
    /// <param name="stored">What a grant of this client left.</param>
    /// <param name="claims">What a server demands of the token; null for nothing.</param>
    /// <param name="cancellation">Ends the request.</param>
    Task<SignInAnswer> RenewAsync(SystemEmail email, TokenProfile profile, string accountId, byte[] stored, string? claims, CancellationToken cancellation);

    /// <summary>Asks for an access token of the application itself.</summary>
    Task<SignInAnswer> ForApplicationAsync(SystemEmail email, TokenProfile profile, string? claims, CancellationToken cancellation);
}
