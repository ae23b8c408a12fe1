using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>Names of things around system emails, for people.</summary>
internal static class SystemEmailWords
{
    /// <summary>What is said while the OAuth service does not answer.</summary>
    public const string Away = "The service that looks after system emails does not answer. Mail that was fetched is safe; try again in a moment, and look at Health if it goes on.";

    public static string Provider(MailProvider provider) => provider switch
    {
        MailProvider.Microsoft365 => "Microsoft 365",
        MailProvider.Sandbox => "Sandbox",
        MailProvider.Google => "Google",
        MailProvider.OAuth2 => "OAuth2 provider",
        _ => "Other server",
    };

    public static string Protocol(string name) => name switch { "Graph" => "Microsoft Graph", "Pop3" => "POP3", _ => name.ToUpperInvariant() };

    public static string Way(SignInWay way) => way switch
    {
        SignInWay.AuthorizationCode => "somebody signs in",
        SignInWay.ClientCredentials => "the application signs in",
        SignInWay.PasswordGrant => "login and password",
        SignInWay.DeviceCode => "device code",
        _ => "password",
    };

    /// <summary>A way of signing in as a heading.</summary>
    public static string Title(SignInWay way) => way switch
    {
        SignInWay.AuthorizationCode => "Somebody signs in (authorization code)",
        SignInWay.ClientCredentials => "The application signs in (client credentials)",
        SignInWay.PasswordGrant => "Login and password (public client)",
        SignInWay.DeviceCode => "Device code",
        _ => "Password of the mailbox",
    };

    /// <summary>What a way of signing in is for, and what it wants.</summary>
    public static string Meaning(SignInWay way) => way switch
    {
        SignInWay.AuthorizationCode => "One person signs in once in the browser, with a second proof if the organisation wants one. It ends when that account is disabled or its sessions are revoked.",
        SignInWay.ClientCredentials => "No person at all: an administrator lets the application into the mailbox. Right for shared mailboxes, and for sending only.",
        SignInWay.PasswordGrant => "For set-ups that still allow it: the identity provider is shown a login and its password. No second proof, no federated or personal accounts.",
        SignInWay.DeviceCode => "For when the provider cannot reach the callback address: a code is entered at the provider's page, in any browser.",
        _ => "The mail servers are shown the mailbox's password, or an app password.",
    };
}
