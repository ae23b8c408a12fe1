using System.Net;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Fixtures;
using HelpdeskMail.OAuth.Tests.Running;

namespace HelpdeskMail.OAuth.Tests.Doctor;

/// <summary>What admins get wrong, and what the report must name first.</summary>
internal static class BrokenSetups
{
    private const string Receiving = nameof(MailDirection.Receiving);
    private const string Sending = nameof(MailDirection.Sending);

    public static IReadOnlyDictionary<string, BrokenSetup> All { get; } = Rows().ToDictionary(row => row.Name, StringComparer.Ordinal);

    private static IEnumerable<BrokenSetup> Rows() =>
    [
        new("the clock is ten minutes ahead", "", "clock", "clock_off", "time service", scene => scene.Time.Ahead = TimeSpan.FromMinutes(10)),
        new("the client secret is wrong", "", "credential", "AADSTS7000215", "Value", scene => scene.Draft = scene.Draft with { Application = scene.Draft.Application! with { ClientSecret = "the-id-of-the-secret" } }),
        new("the client secret has expired", "", "credential", "AADSTS7000222", "new client secret", Refuse(7000222, "invalid_client")),
        new("the application is in another tenant", "", "credential", "AADSTS700016", "Application (client) ID", Refuse(700016, "unauthorized_client")),
        new("the tenant does not exist", "", "credential", "AADSTS90002", "Directory (tenant) ID", Refuse(90002, "invalid_request")),
        new("nobody has consented", "", "credential", "AADSTS65001", "consent", Refuse(65001, "invalid_grant")),
        new("a policy blocks the sign-in", "", "credential", "AADSTS53003", "sign-in logs", Refuse(53003, "invalid_grant")),
        new("the provider is down", "", "credential", "provider_unavailable", "tried again", scene => scene.Provider.TokenFailure = new(HttpStatusCode.ServiceUnavailable, "<h1>Down</h1>")),
        new("the token is for Graph", "", "token_contents", "token_audience", "/.default", scene =>
        {
            scene.Provider.AccessTokenClaims = Scene.Claims("https://graph.microsoft.com", "Mail.ReadWrite");
            RefuseToken(scene);
        }),
        new("the permission is missing", "", "token_contents", "token_role", "IMAP.AccessAsApp", scene =>
        {
            scene.Provider.AccessTokenClaims = Scene.Claims("https://outlook.office365.com");
            RefuseToken(scene);
        }),
        new("the IMAP server's name is misspelt", Receiving, "name_resolved", "cannot_resolve", "typing error", scene =>
        {
            scene.Draft = scene.Draft with { TokensToOtherServers = true };
            scene.Receiving(server => server with { Host = "imap.nowhere.invalid", Security = ConnectionSecurity.Tls });
        }),
        new("the IMAP port is closed", Receiving, "connected", "cannot_connect", "firewall", scene => scene.Receiving(server => server with { Port = FreePort.Next() })),
        new("the IMAP port is an SMTP server's", Receiving, "connected", "protocol_violation", "port", scene => scene.Receiving(server => server with { Port = scene.Smtp.Port })),
        new("the certificate has expired", Receiving, "tls", "certificate_expired", "renew", scene => scene.Protect(scene.Authority.Issue(["localhost"], Days(-40), Days(-10)))),
        new("the certificate is another host's", Receiving, "tls", "certificate_wrong_host", "server name", scene => scene.Protect(scene.Authority.Issue(["mail.other.example"]))),
        new("the certificate's root is not trusted", Receiving, "tls", "certificate_untrusted", "root certificate", scene =>
        {
            scene.Protect(scene.Authority.Issue(["localhost"]));
            scene.Receiving(server => server with { TrustedCertificate = null });
        }),
        new("the server has no STARTTLS", Receiving, "tls", "tls_not_offered", "993", scene =>
        {
            scene.Imap.Answers["CAPABILITY"] = "* CAPABILITY IMAP4rev1 AUTH=XOAUTH2\r\n{tag} OK done\r\n";
            scene.Receiving(server => server with { Security = ConnectionSecurity.StartTls });
        }),
        new("TLS is expected where the server has none", Receiving, "tls", "tls_handshake_failed", "143", scene => scene.Receiving(server => server with { Security = ConnectionSecurity.Tls })),
        new("the service principal is not registered", Receiving, "signed_in", "access_token_refused", "New-ServicePrincipal", scene => scene.Imap.Answers["AUTHENTICATE"] = "{tag} NO AUTHENTICATE failed.\r\n"),
        new("the password is wrong", Receiving, "signed_in", "password_refused", "password", scene =>
        {
            scene.ByPassword();
            scene.Imap.Answers["AUTHENTICATE"] = "{tag} NO [AUTHENTICATIONFAILED] Authentication failed.\r\n";
        }),
        new("IMAP is off for the mailbox", Receiving, "mailbox_opened", "mailbox_not_connected", "-ImapEnabled $true", scene => scene.Imap.Answers["NAMESPACE"] = "{tag} BAD User is authenticated but not connected.\r\n* BYE Connection closed. 14\r\n"),
        new("the folder does not exist", Receiving, "folder_found", "folder_missing", "Posteingang alt", scene => scene.Imap.Answers["SELECT"] = "{tag} NO [NONEXISTENT] Unknown folder\r\n"),
        new("the folder may only be read", Receiving, "rights", "folder_read_only", "full access", scene =>
        {
            Move(scene);
            scene.Imap.Answers["SELECT"] = "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 4] next\r\n{tag} OK [READ-ONLY] done\r\n";
        }),
        new("the right to delete is missing", Receiving, "rights", "folder_read_only", "(t and e)", scene =>
        {
            Move(scene);
            scene.Imap.Answers["MYRIGHTS"] = "* MYRIGHTS INBOX lrsw\r\n{tag} OK done\r\n";
        }),
        new("the mailbox is full", Receiving, "quota", "mailbox_full", "Make room", scene => scene.Imap.Answers["GETQUOTAROOT"] = "* QUOTA \"\" (STORAGE 102400 102400)\r\n{tag} OK done\r\n"),
        new("SMTP AUTH is off for the mailbox", Sending, "smtp_auth", "submission_off_for_mailbox", "Set-CASMailbox -Identity 'support@contoso.example' -SmtpClientAuthenticationDisabled $false", scene =>
            scene.Smtp.Answers["AUTH"] = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Mailbox. Visit https://aka.ms/smtp_auth_disabled\r\n"),
        new("SMTP AUTH is off for the tenant", Sending, "smtp_auth", "submission_off_for_tenant", "Set-TransportConfig", scene =>
            scene.Smtp.Answers["AUTH"] = "535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant. Visit https://aka.ms/smtp_auth_disabled\r\n"),
        new("the SMTP server takes no tokens", Sending, "smtp_auth", "no_common_mechanism", "another way", scene => scene.Smtp.Answers["EHLO"] = "250-here\r\n250 AUTH PLAIN\r\n"),
        new("send as is denied", Sending, "send_as", "send_as_denied", "Add-RecipientPermission", scene => scene.Smtp.Answers["MAIL"] = "550 5.7.60 SMTP; Client does not have permissions to send as this sender\r\n"),
    ];

    private static Action<Scene> Refuse(int number, string error) => scene => scene.Provider.TokenFailure = IdentityProvider.Failure.Entra(number, error);

    private static void RefuseToken(Scene scene)
    {
        scene.Imap.Answers["AUTHENTICATE"] = "{tag} NO AUTHENTICATE failed.\r\n";
        scene.Smtp.Answers["AUTH"] = "535 5.7.3 Authentication unsuccessful\r\n";
    }

    private static void Move(Scene scene) => scene.Draft = scene.Draft with { Receiving = scene.Draft.Receiving! with { AfterStoring = AfterStoring.Move, MoveToFolder = "Done" } };

    private static DateTimeOffset Days(int days) => TimeProvider.System.GetUtcNow().AddDays(days);
}
