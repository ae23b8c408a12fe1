using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>Names of things around system emails, for people.</summary>
internal static class SystemEmailWords
{
    /// <summary>What is said while the OAuth service does not answer.</summary>
    public static string Away => Translated.Of("The service that looks after system emails does not answer. Mail that was fetched is safe; try again in a moment, and look at Health if it goes on.");

    public static string Provider(MailProvider provider) => provider switch
    {
        MailProvider.Microsoft365 => "Microsoft 365",
        MailProvider.Sandbox => "Sandbox",
        MailProvider.Google => "Google",
        MailProvider.OAuth2 => Translated.Of("OAuth2 provider"),
        _ => Translated.Of("Other server"),
    };

    public static string Protocol(string name) => name switch { "Graph" => "Microsoft Graph", "Pop3" => "POP3", _ => name.ToUpperInvariant() };

    public static string Way(SignInWay way) => way switch
    {
        SignInWay.AuthorizationCode => Translated.Of("somebody signs in"),
        SignInWay.ClientCredentials => Translated.Of("the application signs in"),
        SignInWay.PasswordGrant => Translated.Of("login and password"),
        SignInWay.DeviceCode => Translated.Of("device code"),
        _ => Translated.Of("password"),
    };

    /// <summary>A way of signing in as a heading.</summary>
    public static string Title(SignInWay way) => way switch
    {
        SignInWay.AuthorizationCode => Translated.Of("Somebody signs in (authorization code)"),
        SignInWay.ClientCredentials => Translated.Of("The application signs in (client credentials)"),
        SignInWay.PasswordGrant => Translated.Of("Login and password (public client)"),
        SignInWay.DeviceCode => Translated.Of("Device code"),
        _ => Translated.Of("Password of the mailbox"),
    };

    /// <summary>What a way of signing in is for, and what it wants.</summary>
    public static string Meaning(SignInWay way) => way switch
    {
        SignInWay.AuthorizationCode => Translated.Of("One person signs in once in the browser, with a second proof if the organisation wants one. It ends when that account is disabled or its sessions are revoked."),
        SignInWay.ClientCredentials => Translated.Of("No person at all: an administrator lets the application into the mailbox. Right for shared mailboxes, and for sending only."),
        SignInWay.PasswordGrant => Translated.Of("For set-ups that still allow it: the identity provider is shown a login and its password. No second proof, no federated or personal accounts."),
        SignInWay.DeviceCode => Translated.Of("For when the provider cannot reach the callback address: a code is entered at the provider's page, in any browser."),
        _ => Translated.Of("The mail servers are shown the mailbox's password, or an app password."),
    };
}
