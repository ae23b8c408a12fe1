using HelpdeskMail.Contracts.SystemEmails.Admin;

namespace HelpdeskMail.OAuth.Providers;

/// <summary>The mail servers that a provider's access tokens are for. Shown to another server, a token lets that server open the mailbox.</summary>
/// <param name="Title">Whose they are.</param>
/// <param name="Domains">Domains that the provider alone has servers in.</param>
internal sealed record ProviderServers(string Title, IReadOnlyList<string> Domains)
{
    private static readonly ProviderServers Microsoft = new("Microsoft 365", ["office365.com", "office.com", "outlook.com", "office365.us", "partner.outlook.cn"]);
    private static readonly ProviderServers Google = new("Google", ["gmail.com", "googlemail.com", "google.com"]);

    /// <summary>Those that tokens of a provider with these scopes are for; null where nobody can tell: any other provider, and the Sandbox.</summary>
    public static ProviderServers? Of(MailProvider provider, IReadOnlyList<string>? scopes) => provider switch
    {
        MailProvider.Microsoft365 => Microsoft,
        MailProvider.Google => Google,
        MailProvider.OAuth2 when Names(scopes, Microsoft) => Microsoft,
        MailProvider.OAuth2 when Names(scopes, Google) => Google,
        _ => null,
    };

    /// <summary>Whether a host is one of them.</summary>
    public bool Has(string host) => Domains.Any(domain => host.Equals(domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith($".{domain}", StringComparison.OrdinalIgnoreCase));

    private static bool Names(IReadOnlyList<string>? scopes, ProviderServers servers) =>
        scopes?.Any(scope => WebAddress.TryRead(scope, out var address) && servers.Has(address.IdnHost)) is true;
}
