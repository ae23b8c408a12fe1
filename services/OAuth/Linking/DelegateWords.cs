using HelpdeskMail.Mail.Failures;
using HelpdeskMail.OAuth.Explanations;
using HelpdeskMail.OAuth.Providers;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Linking;

/// <summary>Why somebody who signed in was not taken for a mailbox.</summary>
internal static class DelegateWords
{
    public static Explanation NotLetIn(SystemEmail email, string account, MailFailure failure) => new(
        "delegate_refused",
        Mender.TenantAdmin,
        $"{account} signed in, but is not let into {email.Address}. Nothing was linked.",
        failure.What,
        TokenProfiles.IsMicrosoft(email.Provider)
            ? $"Let an Exchange administrator run: Add-MailboxPermission -Identity {email.Address} -User {account} -AccessRights FullAccess, and for sending: Add-RecipientPermission -Identity {email.Address} -Trustee {account} -AccessRights SendAs. "
                + "It takes up to an hour to work; then link again. Check also that the protocol is switched on for the mailbox."
            : $"{failure.Remedy} Then link again, with an account that may open the mailbox.");

    public static Explanation Unnamed(SystemEmail email, string reason) => new(
        "identity_unproven",
        Mender.Application,
        $"The provider did not say who signed in, and {email.Address} could not be opened to find out. Nothing was linked.",
        reason,
        "Mend what keeps the mail server from being reached, or fill in the address that tells whose a token is, then link again.");

    public static Explanation WrongAccount(SystemEmail email, string account) => new(
        "wrong_account",
        Mender.SigningIn,
        $"Signed in as {account}, but the mailbox is {email.Address}. Nothing was linked.",
        "The browser was probably still signed in with another account.",
        $"Link again in a private window and sign in as {email.Address}. If {account} is meant to open this mailbox (a shared mailbox, or another sign-in name of the same one), tick «It is a shared mailbox» under Settings and link again.");

    public static Explanation OtherDelegate(SystemEmail email, string account) => new(
        "wrong_account",
        Mender.SigningIn,
        $"Signed in as {account}, but {email.Login} was named as the one who signs in for {email.Address}. Nothing was linked.",
        "The browser was probably still signed in with another account.",
        $"Link again in a private window and sign in as {email.Login}, or change who signs in under Settings.");
}
