using HelpdeskMail.OAuth.Explanations;

namespace HelpdeskMail.OAuth.Tokens;

/// <summary>Refusals that mean something else where a login and a password are all there is: nobody can give a second proof or change a password on the way.</summary>
internal static class PasswordGrantWords
{
    private static readonly string[] SecondProof =
        [.. new[] { 50072, 50074, 50076, 50078, 50079, 50158, 53004 }.Select(code => $"AADSTS{code}"), "interaction_required"];

    public static Explanation Refine(Explanation explanation) => explanation.Code switch
    {
        var code when SecondProof.Contains(code, StringComparer.Ordinal) => explanation with
        {
            Mender = Mender.TenantAdmin,
            What = "The account wants a second proof (multi-factor authentication), which a sign-in by login and password can never give.",
            Remedy = "Choose «somebody signs in» or «the application signs in» for this mailbox, or let an administrator exempt the account from the policy.",
        },
        "AADSTS50126" or "invalid_grant" => explanation with
        {
            What = "The login or the password is wrong.",
            Why = "An account of a federated domain, without a password, or a personal one is refused in the same words.",
            Remedy = "Correct login and password under Settings. It is not tried by itself, since further wrong tries would lock the account.",
        },
        "AADSTS50055" => explanation with { Remedy = "Set a new password at the provider's own page, then fill it in under Settings." },
        "AADSTS65001" or "consent_required" => explanation with
        {
            Mender = Mender.TenantAdmin,
            Remedy = "Let an administrator open the admin consent page of this system email: with a login and a password nobody can consent on the way.",
        },
        _ => explanation,
    };
}
