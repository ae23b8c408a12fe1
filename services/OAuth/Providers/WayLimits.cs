using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.OAuth.Providers;

/// <summary>What a provider does not allow, said before anything is saved.</summary>
internal static class WayLimits
{
    public static readonly IReadOnlyList<string> Entra =
    [
        "Microsoft 365 takes no passwords for IMAP, POP3 and Graph, and for SMTP only where an administrator has not yet switched them off.",
        "A sign-in by login and password cannot give a second proof, and is not for personal or federated accounts.",
        "Exchange Online gives one mailbox 30 messages a minute, 10,000 recipients a day and 3 SMTP connections.",
    ];

    public static readonly IReadOnlyList<string> Google =
    [
        "Google's mailboxes are read by IMAP or POP3 and send by SMTP; Microsoft Graph is Microsoft's.",
        "Google lets no application and no device code into a mailbox: somebody signs in in the browser, or an app password is used (accounts with two-step verification).",
        "While the consent screen is in «Testing», a sign-in ends after seven days.",
    ];

    public static readonly IReadOnlyList<string> AnyOAuth2 = ["Microsoft Graph is Microsoft's; other providers are read by IMAP or POP3 and send by SMTP."];

    public static readonly IReadOnlyList<string> Other = ["Without OAuth the password itself is shown to the mail servers, over TLS."];

    /// <summary>Why a provider cannot be signed in to in a way, and which it can.</summary>
    public static string WhyNot(ProviderPreset preset, SignInWay way)
    {
        var why = (preset.Provider, way) switch
        {
            (MailProvider.Microsoft365 or MailProvider.Sandbox, SignInWay.Password) => "Microsoft 365 does not take the mailbox's password any more.",
            (MailProvider.Google, SignInWay.ClientCredentials) => "Google lets no application into a mailbox by itself.",
            (MailProvider.Google, SignInWay.DeviceCode) => "Google gives no tokens for mail to device codes.",
            (MailProvider.Google, SignInWay.PasswordGrant) => "Google does not exchange passwords for tokens; an app password goes to the mail servers themselves.",
            (MailProvider.Other, _) => "A server without OAuth is signed in to by password; with an OAuth2 provider of its own choose «Any OAuth2 provider».",
            _ => $"{preset.Title} cannot be signed in to by password here; choose «Other mail server» for that.",
        };
        return $"{why} Choose one of: {string.Join(", ", preset.SignInWays)}.";
    }
}
