using System.Security.Cryptography;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>Chooses the client for a system email, and how a token is asked for in its way of signing in.</summary>
public sealed class SignInClients(EntraClient entra, OAuth2Client plain, SecretSeal seal)
{
    /// <summary>
    /// Microsoft's library where it has something to give: sign-in pages and applications of Entra. The password grant it has withdrawn and device codes it waits for inside one process, so those are asked for plainly, and
    /// so is every other provider: the library sends scopes along that they refuse.
    /// </summary>
    public ISignInClient Of(SystemEmail email) =>
        TokenProfiles.IsMicrosoft(email.Provider) && email.SignIn is (SignInWay.AuthorizationCode or SignInWay.ClientCredentials) ? entra : plain;

    /// <summary>Asks for a token without a person.</summary>
    /// <param name="email">The system email.</param>
    /// <param name="profile">What for.</param>
    /// <param name="row">What is stored; null before the first try.</param>
    /// <param name="claims">What a server demands of the token; null for nothing.</param>
    /// <param name="cancellation">Ends the request.</param>
    public async Task<SignInAnswer> AskAsync(SystemEmail email, TokenProfile profile, TokenRow? row, string? claims, CancellationToken cancellation)
    {
        try
        {
            return await AskOpenedAsync(email, profile, row, claims, cancellation);
        }
        catch (CryptographicException)
        {
            return new SignInAnswer.Refused(UnreadableSecret.Explanation, null);
        }
    }

    private async Task<SignInAnswer> AskOpenedAsync(SystemEmail email, TokenProfile profile, TokenRow? row, string? claims, CancellationToken cancellation)
    {
        if (email.SignIn == SignInWay.ClientCredentials)
        {
            return await Of(email).ForApplicationAsync(email, profile, claims, cancellation);
        }

        var renewed = row?.Cache is { } cache
            ? await Of(email).RenewAsync(email, profile, row.AccountId!, seal.Open(SealedUse.TokenCache, email.Id, cache), claims, cancellation)
            : null;
        if (email.SignIn != SignInWay.PasswordGrant || renewed is SignInAnswer.Granted)
        {
            return renewed ?? new SignInAnswer.Refused(NothingStored, null);
        }

        // A refresh token that ended is no reason to call for a person while the password is here; a password that was refused is not tried again.
        return renewed is SignInAnswer.Refused { Explanation.Mender: not Mender.SigningIn } ? renewed : await plain.ByPasswordAsync(email, profile, cancellation);
    }

    private static Explanation NothingStored { get; } = new(
        "sign_in_missing", Mender.SigningIn, "The stored sign-in holds no refresh token.", "The provider gave none, or it was removed.", "Link again.");
}
