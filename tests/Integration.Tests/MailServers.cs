using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.Fixtures.Dovecot;
using HelpdeskMail.Fixtures.Postfix;

namespace HelpdeskMail.Integration.Tests;

/// <summary>What an admin fills in for mailboxes on the real servers.</summary>
internal static class MailServers
{
    private const long MaxMessageSize = 50_000_000;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(30);

    /// <summary>The application that the Sandbox knows.</summary>
    public static ApplicationDraft Application { get; } = new(
        "aaaaaaaa-0000-4000-8000-000000000001", "sandbox-secret-value", "11111111-2222-3333-4444-555555555555", AuthorizeEndpoint: null, TokenEndpoint: null, Scopes: null);

    /// <summary>Somebody signs in with the identity provider; Dovecot and Postfix are shown access tokens.</summary>
    public static SystemEmailDraft ByAuthorizationCode(string address, DovecotServer dovecot, PostfixServer postfix) => new(
        address,
        "Contoso Sales",
        MailProvider.Sandbox,
        SignInWay.AuthorizationCode,
        SharedMailbox: false,
        Application,
        Password: null,
        Receiving(Imaps(dovecot, SignInMethod.AccessToken, Root(dovecot))),
        Sending(Submission(postfix, SignInMethod.AccessToken)));

    /// <summary>Servers that take a password.</summary>
    public static SystemEmailDraft ByPassword(string address, string password, DovecotServer dovecot, PostfixServer postfix) => new(
        address,
        "Password Desk",
        MailProvider.Other,
        SignInWay.Password,
        SharedMailbox: false,
        Application: null,
        password,
        Receiving(new(dovecot.Host, dovecot.ImapPort, ConnectionSecurity.StartTls, SignInMethod.Password, UserName: null, Root(dovecot))),
        Sending(Submission(postfix, SignInMethod.Password)));

    /// <summary>A mailbox of the Sandbox that somebody signs in for, read only.</summary>
    public static SystemEmailDraft InSandbox(string address, int imapPort) => new(
        address,
        "Sandbox mailbox",
        MailProvider.Sandbox,
        SignInWay.AuthorizationCode,
        SharedMailbox: false,
        Application,
        Password: null,
        Receiving(new("localhost", imapPort, ConnectionSecurity.None, SignInMethod.AccessToken, UserName: null, TrustedCertificate: null)),
        Sending: null);

    private static string Root(DovecotServer dovecot) => dovecot.Root.ExportCertificatePem();

    private static ServerSettings Imaps(DovecotServer dovecot, SignInMethod signIn, string trusted) =>
        new(dovecot.Host, dovecot.ImapsPort, ConnectionSecurity.Tls, signIn, UserName: null, trusted);

    private static ServerSettings Submission(PostfixServer postfix, SignInMethod signIn) =>
        new(postfix.Host, postfix.SubmissionPort, ConnectionSecurity.StartTls, signIn, UserName: null, postfix.Root.ExportCertificatePem());

    private static ReceivingSettings Receiving(ServerSettings server) =>
        new(ReceivingProtocol.Imap, server, "INBOX", AfterStoring.MarkRead, MoveToFolder: null, StartFrom.Unread, Poll, MaxMessageSize);

    private static SendingSettings Sending(ServerSettings server) => new(SendingProtocol.Smtp, server, SendTimeout);
}
