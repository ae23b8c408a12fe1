using HelpdeskMail.Contracts.SystemEmails.Admin;
using Microsoft.Extensions.Localization;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>Names of things around system emails, for people.</summary>
internal static class SystemEmailWords
{
    /// <summary>What is said while the OAuth service does not answer.</summary>
    public static string Away(IStringLocalizer<Words> words) => words["The service that looks after system emails does not answer. Mail that was fetched is safe; try again in a moment, and look at Health if it goes on."];

    public static string Provider(MailProvider provider, IStringLocalizer<Words> words) => provider switch
    {
        MailProvider.Microsoft365 => "Microsoft 365",
        MailProvider.Sandbox => "Sandbox",
        MailProvider.Google => "Google",
        MailProvider.OAuth2 => words["OAuth2 provider"],
        _ => words["Other server"],
    };

    public static string Protocol(string name) => name switch { "Graph" => "Microsoft Graph", "Pop3" => "POP3", _ => name.ToUpperInvariant() };

    public static string Way(SignInWay way, IStringLocalizer<Words> words) => way switch
    {
        SignInWay.AuthorizationCode => words["somebody signs in"],
        SignInWay.ClientCredentials => words["the application signs in"],
        SignInWay.PasswordGrant => words["login and password"],
        SignInWay.DeviceCode => words["device code"],
        _ => words["password"],
    };

    /// <summary>A way of signing in as a heading.</summary>
    public static string Title(SignInWay way, IStringLocalizer<Words> words) => way switch
    {
        SignInWay.AuthorizationCode => words["Somebody signs in (authorization code)"],
        SignInWay.ClientCredentials => words["The application signs in (client credentials)"],
        SignInWay.PasswordGrant => words["Login and password (public client)"],
        SignInWay.DeviceCode => words["Device code"],
        _ => words["Password of the mailbox"],
    };

    /// <summary>What a way of signing in is for, and what it wants.</summary>
    public static string Meaning(SignInWay way, IStringLocalizer<Words> words) => way switch
    {
        SignInWay.AuthorizationCode => words["One person signs in once in the browser, with a second proof if the organisation wants one. It ends when that account is disabled or its sessions are revoked."],
        SignInWay.ClientCredentials => words["No person at all: an administrator lets the application into the mailbox. Right for shared mailboxes, and for sending only."],
        SignInWay.PasswordGrant => words["For set-ups that still allow it: the identity provider is shown a login and its password. No second proof, no federated or personal accounts."],
        SignInWay.DeviceCode => words["For when the provider cannot reach the callback address: a code is entered at the provider's page, in any browser."],
        _ => words["The mail servers are shown the mailbox's password, or an app password."],
    };
}
