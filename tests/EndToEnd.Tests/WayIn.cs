namespace HelpdeskMail.EndToEnd.Tests;

/// <summary>A way in as an administrator chooses it.</summary>
/// <param name="Provider">Provider, as the form's address names it.</param>
/// <param name="Way">Way of signing in, likewise.</param>
/// <param name="Address">The mailbox.</param>
/// <param name="Reads">Protocol it is read by; null for sending only.</param>
/// <param name="Sends">Protocol it sends by; null for reading only.</param>
internal sealed record WayIn(string Provider, string Way, string Address, string? Reads, string? Sends)
{
    private const string Sales = "sales@contoso.example";
    private const string Shared = "shared@contoso.example";
    private const string Admin = "admin@contoso.example";

    /// <summary>Whether Dovecot and Postfix keep the mailbox; else the Sandbox does.</summary>
    public bool OnRealServers { get; init; }

    /// <summary>Who signs in for the mailbox; null for itself.</summary>
    public string? Delegate { get; init; }

    /// <summary>Whether the application proves itself by a certificate.</summary>
    public bool ByCertificate { get; init; }

    /// <summary>Whether nobody asks for a look where the server cannot tell of new mail by itself: it comes with the next look. One way of each protocol is enough to see that, since it takes its time.</summary>
    public bool AwaitsNextLook { get; init; }

    /// <summary>Whether somebody asks for a look when there is new mail.</summary>
    public bool IsLookedIntoByHand => Reads is "Pop3" or "Graph" && !AwaitsNextLook;

    /// <summary>Every way in, by a name for people.</summary>
    public static IReadOnlyDictionary<string, WayIn> All { get; } = new Dictionary<string, WayIn>(StringComparer.Ordinal)
    {
        ["authorization code, IMAP and SMTP"] = new("Sandbox", "AuthorizationCode", Sales, "Imap", "Smtp") { OnRealServers = true },
        ["authorization code, POP3 and SMTP"] = new("Sandbox", "AuthorizationCode", Sales, "Pop3", "Smtp") { OnRealServers = true, AwaitsNextLook = true },
        ["authorization code, Graph"] = new("Sandbox", "AuthorizationCode", Sales, "Graph", "Graph") { AwaitsNextLook = true },
        ["authorization code, IMAP and Graph"] = new("Sandbox", "AuthorizationCode", Sales, "Imap", "Graph"),
        ["a delegate for a shared mailbox, Graph"] = new("Sandbox", "AuthorizationCode", Shared, "Graph", null) { Delegate = Admin },
        ["a delegate for a shared mailbox, IMAP"] = new("Sandbox", "AuthorizationCode", Shared, "Imap", null) { Delegate = Admin },
        ["client credentials, Graph"] = new("Sandbox", "ClientCredentials", Shared, "Graph", "Graph"),
        ["client credentials by certificate, Graph"] = new("Sandbox", "ClientCredentials", Shared, "Graph", "Graph") { ByCertificate = true },
        ["client credentials, IMAP and SMTP"] = new("Sandbox", "ClientCredentials", Sales, "Imap", "Smtp") { OnRealServers = true },
        ["client credentials, POP3 and SMTP"] = new("Sandbox", "ClientCredentials", Sales, "Pop3", "Smtp") { OnRealServers = true },
        ["client credentials, IMAP and SMTP of Microsoft's shape"] = new("Sandbox", "ClientCredentials", Sales, "Imap", "Smtp"),
        ["sending only, SMTP"] = new("Sandbox", "ClientCredentials", Sales, null, "Smtp") { OnRealServers = true },
        ["sending only, Graph"] = new("Sandbox", "ClientCredentials", Sales, null, "Graph"),
        ["login and password, IMAP and SMTP"] = new("Sandbox", "PasswordGrant", Sales, "Imap", "Smtp") { OnRealServers = true },
        ["login and password, Graph"] = new("Sandbox", "PasswordGrant", Sales, "Graph", "Graph"),
        ["device code, IMAP and SMTP"] = new("Sandbox", "DeviceCode", Sales, "Imap", "Smtp") { OnRealServers = true },
        ["device code, POP3 and SMTP"] = new("Sandbox", "DeviceCode", Sales, "Pop3", "Smtp") { OnRealServers = true },
        ["device code, Graph"] = new("Sandbox", "DeviceCode", Admin, "Graph", "Graph"),
        ["Google, IMAP and SMTP"] = new("Google", "AuthorizationCode", "helpdesk@gmail.example", "Imap", "Smtp"),
        ["Google, POP3 and SMTP"] = new("Google", "AuthorizationCode", "helpdesk@gmail.example", "Pop3", "Smtp"),
        ["any OAuth2 provider, IMAP and SMTP"] = new("OAuth2", "AuthorizationCode", Sales, "Imap", "Smtp") { OnRealServers = true },
        ["any OAuth2 provider, POP3 and SMTP"] = new("OAuth2", "AuthorizationCode", Sales, "Pop3", "Smtp") { OnRealServers = true },
        ["password, IMAP and SMTP"] = new("Other", "Password", RealServers.PasswordUser, "Imap", "Smtp") { OnRealServers = true },
        ["password, POP3 and SMTP"] = new("Other", "Password", RealServers.PasswordUser, "Pop3", "Smtp") { OnRealServers = true },
    };
}
