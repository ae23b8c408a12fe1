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
        _ => "Other server",
    };

    public static string Protocol(string name) => name == "Graph" ? "Microsoft Graph" : name.ToUpperInvariant();

    public static string Way(SignInWay way) => way switch
    {
        SignInWay.AuthorizationCode => "somebody signs in",
        SignInWay.ClientCredentials => "the application signs in",
        _ => "password",
    };
}
