using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.OAuth.Providers;

/// <summary>What each provider's form starts with. Servers, ports and scopes of Microsoft 365 are those of its page «Authenticate an IMAP, POP or SMTP connection using OAuth».</summary>
public sealed class ProviderCatalogue(IdentityHosts hosts, IOptions<SandboxSettings> sandbox)
{
    private const long MaxMessageSize = 50 * 1024 * 1024;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SendTimeout = TimeSpan.FromMinutes(2);

    /// <summary>Scopes for somebody signing in. MSAL adds openid and profile itself.</summary>
    private static readonly string[] DelegatedScopes =
        ["https://outlook.office.com/IMAP.AccessAsUser.All", "https://outlook.office.com/SMTP.Send", "offline_access"];

    /// <summary>Scope for the application signing in: every permission it was granted on Exchange Online.</summary>
    private static readonly string[] ApplicationScopes = ["https://outlook.office365.com/.default"];

    /// <summary>The providers on offer here.</summary>
    public IReadOnlyList<ProviderPreset> All() =>
        [Microsoft365(), .. hosts.HasSandbox ? [Sandbox()] : Array.Empty<ProviderPreset>(), Other()];

    /// <summary>A provider's preset; null when it is not on offer here.</summary>
    public ProviderPreset? Find(MailProvider provider) => All().FirstOrDefault(preset => preset.Provider == provider);

    private ProviderPreset Microsoft365() => WithOAuth(
        MailProvider.Microsoft365,
        "Microsoft 365",
        new("outlook.office365.com", 993, ConnectionSecurity.Tls, SignInMethod.AccessToken, null, null),
        new("smtp.office365.com", 587, ConnectionSecurity.StartTls, SignInMethod.AccessToken, null, null));

    private ProviderPreset Sandbox()
    {
        var host = new Uri(hosts.BaseAddress(MailProvider.Sandbox)!).Host;
        return WithOAuth(
            MailProvider.Sandbox,
            "Sandbox",
            new(host, sandbox.Value.ImapPort, ConnectionSecurity.None, SignInMethod.AccessToken, null, null),
            new(host, sandbox.Value.SmtpPort, ConnectionSecurity.None, SignInMethod.AccessToken, null, null));
    }

    private ProviderPreset WithOAuth(MailProvider provider, string title, ServerSettings receive, ServerSettings send)
    {
        var template = TenantEndpoints.Of(hosts.BaseAddress(provider)!, "{tenant}");
        return new(
            provider,
            title,
            [SignInWay.AuthorizationCode, SignInWay.ClientCredentials],
            template.Authorize,
            template.Token,
            DelegatedScopes,
            ApplicationScopes,
            Receiving(receive),
            Sending(send));
    }

    private static ProviderPreset Other() => new(
        MailProvider.Other,
        "Other mail server",
        [SignInWay.Password],
        null,
        null,
        [],
        [],
        Receiving(new("", 993, ConnectionSecurity.Tls, SignInMethod.Password, null, null)),
        Sending(new("", 587, ConnectionSecurity.StartTls, SignInMethod.Password, null, null)));

    private static ReceivingSettings Receiving(ServerSettings server) =>
        new(ReceivingProtocol.Imap, server, "INBOX", AfterStoring.MarkRead, null, StartFrom.Unread, PollInterval, MaxMessageSize);

    private static SendingSettings Sending(ServerSettings server) => new(SendingProtocol.Smtp, server, SendTimeout);
}
