using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.OAuth.Providers;

/// <summary>
/// What each provider's form starts with. Servers and ports of Microsoft 365 are those of its page «Authenticate an IMAP, POP or SMTP connection using OAuth», of Google those of «Send email from a printer, scanner, or app»
/// and «IMAP, POP, and SMTP» of its developers' pages.
/// </summary>
public sealed class ProviderCatalogue(IdentityHosts hosts, IOptions<SandboxSettings> sandbox, IOptions<GoogleSettings> google)
{
    private const long MaxMessageSize = 50 * 1024 * 1024;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SendTimeout = TimeSpan.FromMinutes(2);

    private static readonly SignInWay[] EntraWays =
        [SignInWay.AuthorizationCode, SignInWay.ClientCredentials, SignInWay.PasswordGrant, SignInWay.DeviceCode];

    /// <summary>The providers on offer here.</summary>
    public IReadOnlyList<ProviderPreset> All() =>
        [Microsoft365(), Google(), .. hosts.HasSandbox ? [Sandbox()] : Array.Empty<ProviderPreset>(), AnyOAuth2(), Other()];

    /// <summary>A provider's preset; null when it is not on offer here.</summary>
    public ProviderPreset? Find(MailProvider provider) => All().FirstOrDefault(preset => preset.Provider == provider);

    private ProviderPreset Microsoft365() => Entra(
        MailProvider.Microsoft365,
        "Microsoft 365",
        new("outlook.office365.com", 993, ConnectionSecurity.Tls, SignInMethod.AccessToken, null, null),
        new("outlook.office365.com", 995, ConnectionSecurity.Tls, SignInMethod.AccessToken, null, null),
        new("smtp.office365.com", 587, ConnectionSecurity.StartTls, SignInMethod.AccessToken, null, null),
        new("graph.microsoft.com", 443, ConnectionSecurity.Tls, SignInMethod.AccessToken, null, null),
        SendingLimits.ExchangeOnline);

    private ProviderPreset Sandbox()
    {
        var address = new Uri(hosts.BaseAddress(MailProvider.Sandbox)!);
        ServerSettings Server(int port) => new(address.Host, port, ConnectionSecurity.None, SignInMethod.AccessToken, null, null);
        return Entra(
            MailProvider.Sandbox, "Sandbox", Server(sandbox.Value.ImapPort), Server(sandbox.Value.Pop3Port), Server(sandbox.Value.SmtpPort), Server(address.Port), SendingLimits.None);
    }

    private ProviderPreset Entra(MailProvider provider, string title, ServerSettings imap, ServerSettings pop3, ServerSettings smtp, ServerSettings graph, SendingLimits limits)
    {
        var template = TenantEndpoints.Of(hosts.BaseAddress(provider)!, "{tenant}");
        ReceivingSettings[] receiving = [Imap(imap), Pop3(pop3), Imap(graph) with { Protocol = ReceivingProtocol.Graph, Folder = "inbox" }];
        SendingSettings[] sending = [Smtp(smtp, limits), Smtp(graph, limits) with { Protocol = SendingProtocol.Graph }];
        return new(
            provider, title, EntraWays, template.Authorize, template.Token,
            [.. TokenProfiles.Of(provider, SignInWay.AuthorizationCode, shared: false, [], receiving[0], sending[0]).SelectMany(profile => profile.Scopes)],
            [.. TokenProfiles.Of(provider, SignInWay.ClientCredentials, shared: false, [], receiving[0], sending[0]).SelectMany(profile => profile.Scopes)],
            receiving[0],
            sending[0])
        {
            ReceivingChoices = receiving,
            SendingChoices = sending,
            Limits = WayLimits.Entra,
        };
    }

    private ProviderPreset Google()
    {
        var settings = google.Value;
        ServerSettings imap = new("imap.gmail.com", 993, ConnectionSecurity.Tls, SignInMethod.AccessToken, null, null);
        SendingSettings smtp = Smtp(new("smtp.gmail.com", 587, ConnectionSecurity.StartTls, SignInMethod.AccessToken, null, null), SendingLimits.GoogleWorkspace);
        return new(
            MailProvider.Google, "Google", [SignInWay.AuthorizationCode, SignInWay.Password], settings.AuthorizeEndpoint, settings.TokenEndpoint, ["https://mail.google.com/"], [], Imap(imap), smtp)
        {
            ReceivingChoices = [Imap(imap), Pop3(imap with { Host = "pop.gmail.com", Port = 995 })],
            SendingChoices = [smtp],
            Limits = WayLimits.Google,
            // Without both a sign-in brings no refresh token, or only the first time.
            Details = new(
                IdentityEndpoint: settings.IdentityEndpoint, Issuer: settings.Issuer,
                AuthorizeParameters: new Dictionary<string, string>(StringComparer.Ordinal) { ["access_type"] = "offline", ["prompt"] = "consent" }),
        };
    }

    private static ProviderPreset AnyOAuth2() => WithoutHosts(
        MailProvider.OAuth2, "Any OAuth2 provider", [SignInWay.AuthorizationCode, SignInWay.ClientCredentials, SignInWay.PasswordGrant, SignInWay.DeviceCode], SignInMethod.AccessToken, WayLimits.AnyOAuth2);

    private static ProviderPreset Other() => WithoutHosts(MailProvider.Other, "Other mail server", [SignInWay.Password], SignInMethod.Password, WayLimits.Other);

    private static ProviderPreset WithoutHosts(MailProvider provider, string title, SignInWay[] ways, SignInMethod method, IReadOnlyList<string> limits)
    {
        ServerSettings imap = new("", 993, ConnectionSecurity.Tls, method, null, null);
        var smtp = Smtp(imap with { Port = 587, Security = ConnectionSecurity.StartTls }, SendingLimits.None);
        return new(provider, title, ways, null, null, [], [], Imap(imap), smtp)
        {
            ReceivingChoices = [Imap(imap), Pop3(imap with { Port = 995 })],
            SendingChoices = [smtp],
            Limits = limits,
            Details = provider == MailProvider.OAuth2 ? new() : null,
        };
    }

    private static ReceivingSettings Imap(ServerSettings server) =>
        new(ReceivingProtocol.Imap, server, "INBOX", AfterStoring.MarkRead, null, StartFrom.Unread, PollInterval, MaxMessageSize);

    /// <summary>POP3 tells read from unread by nothing and knows no folders; what is there was dealt with elsewhere before.</summary>
    private static ReceivingSettings Pop3(ServerSettings server) =>
        Imap(server) with { Protocol = ReceivingProtocol.Pop3, AfterStoring = AfterStoring.Keep, StartFrom = StartFrom.Now };

    private static SendingSettings Smtp(ServerSettings server, SendingLimits limits) => new(SendingProtocol.Smtp, server, SendTimeout) { Limits = limits };
}
