using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.OAuth.Tests.Running;

/// <summary>Forms as an admin would fill them in.</summary>
internal static class Drafts
{
    public static SystemEmailDraft ByApplication(string address = "support@contoso.example") =>
        Draft(address, SignInWay.ClientCredentials);

    public static SystemEmailDraft ByPerson(string address = "support@contoso.example") =>
        Draft(address, SignInWay.AuthorizationCode);

    public static SystemEmailDraft ByPassword(string address = "support@contoso.example", string password = "correct horse battery") => new(
        address, "Support", MailProvider.Other, SignInWay.Password, SharedMailbox: false, null, password,
        Receiving(new("mail.contoso.example", 993, ConnectionSecurity.Tls, SignInMethod.Password, null, null)),
        Sending(new("mail.contoso.example", 587, ConnectionSecurity.StartTls, SignInMethod.Password, null, null)));

    private static SystemEmailDraft Draft(string address, SignInWay way) => new(
        address,
        "Contoso Support",
        MailProvider.Microsoft365,
        way,
        SharedMailbox: false,
        new ApplicationDraft($"{Guid.NewGuid():D}", IdentityProvider.ClientSecret, IdentityProvider.Tenant, null, null, null),
        null,
        Receiving(new("outlook.office365.com", 993, ConnectionSecurity.Tls, SignInMethod.AccessToken, null, null)),
        Sending(new("smtp.office365.com", 587, ConnectionSecurity.StartTls, SignInMethod.AccessToken, null, null)));

    private static ReceivingSettings Receiving(ServerSettings server) =>
        new(ReceivingProtocol.Imap, server, "INBOX", AfterStoring.MarkRead, null, StartFrom.Unread, TimeSpan.FromMinutes(1), 50 * 1024 * 1024);

    private static SendingSettings Sending(ServerSettings server) => new(SendingProtocol.Smtp, server, TimeSpan.FromMinutes(2));
}
