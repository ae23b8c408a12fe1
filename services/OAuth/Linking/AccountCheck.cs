using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>Compares who signed in with the mailbox. Names in an id token can change and are no proof of a right: the mail server decides that; here a mix-up is found before it does harm.</summary>
internal static class AccountCheck
{
    /// <summary>Clocks may differ by this much.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);

    public static AccountVerdict Check(SystemEmail email, string? idToken, byte[]? nonceHash, DateTimeOffset now)
    {
        var isMicrosoft = TokenProfiles.IsMicrosoft(email.Provider);
        var claims = IdTokenClaims.Read(idToken, email.Application!.Details?.AddressField);
        if (isMicrosoft && claims is not { Names.Count: > 0 })
        {
            return new AccountVerdict.Refused(null, new(
                "identity_missing", Mender.Application, "The provider did not say who signed in, so it cannot be compared with the mailbox.", null,
                "Let the scopes be the suggested ones, and check that the application may use OpenID Connect sign-in (permissions openid and profile)."));
        }

        if (claims is null)
        {
            return new AccountVerdict.Unnamed();
        }

        var account = claims.Names is [var shown, ..] ? shown : null;
        // A device code has no nonce, and a provider outside OpenID Connect may not repeat it; the code is bound by PKCE all the same.
        if (nonceHash is not null && (isMicrosoft || claims.Nonce is not null) && !RandomText.Matches(claims.Nonce, nonceHash))
        {
            return new AccountVerdict.Refused(account, new(
                "nonce_mismatch", Mender.SigningIn, "The answer belongs to another sign-in than the one that was started here.", "It may have been put in its place.",
                "Link again. If it repeats, tell your administrator: somebody may be tampering with the sign-in."));
        }

        if (!claims.Audiences.Contains(email.Application.ClientId, StringComparer.OrdinalIgnoreCase) || claims.ExpiresAt is not { } end || end < now - Skew)
        {
            return new AccountVerdict.Refused(account, new(
                "identity_invalid", Mender.Application, "What the provider said about who signed in is for another application, or has expired.", "The clock of this machine may be wrong.",
                "Check the client id and the clock of the machine this service runs on, then link again."));
        }

        if (isMicrosoft && Guid.TryParse(email.Application.Tenant, out var tenant) && (!Guid.TryParse(claims.Tenant, out var theirs) || theirs != tenant))
        {
            return new AccountVerdict.Refused(account, new(
                "wrong_tenant", Mender.SigningIn, $"{account} belongs to the tenant {claims.Tenant ?? "(not named)"}, the mailbox to {email.Application.Tenant}.", null,
                "Link again in a private window and sign in with an account of the mailbox's tenant, or correct the tenant."));
        }

        // Elsewhere than at Microsoft the name may be one that only the provider knows, which says nothing of a mailbox.
        string[] names = [.. isMicrosoft ? claims.Names : claims.Names.Where(IsAddress)];
        return names.Length > 0 ? Compare(email, names) : new AccountVerdict.Unnamed();
    }

    /// <summary>Whether a name can be compared with a mailbox.</summary>
    public static bool IsAddress(string name) => name.Contains('@', StringComparison.Ordinal);

    /// <summary>Compares the names an account goes by, the one to show first, with the mailbox and with whoever was said to sign in.</summary>
    public static AccountVerdict Compare(SystemEmail email, IReadOnlyList<string> names)
    {
        var account = names[0];
        if (names.Contains(email.Address, StringComparer.OrdinalIgnoreCase) && (email.Login is null || names.Contains(email.Login, StringComparer.OrdinalIgnoreCase)))
        {
            return new AccountVerdict.Accepted(account, IsDelegate: false);
        }

        return !email.SharedMailbox ? new AccountVerdict.Refused(account, DelegateWords.WrongAccount(email, account))
            : email.Login is { } login && !names.Contains(login, StringComparer.OrdinalIgnoreCase) ? new AccountVerdict.Refused(account, DelegateWords.OtherDelegate(email, account))
            : new AccountVerdict.Accepted(account, IsDelegate: true);
    }
}
