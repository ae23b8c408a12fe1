using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Providers;

/// <summary>
/// Which access tokens follow from the protocols of a system email. Scopes an admin has typed take the place of the ones that follow, service by service. Microsoft's scopes are those of its page «Authenticate an IMAP,
/// POP or SMTP connection using OAuth» and of the Graph permissions reference.
/// </summary>
public static class TokenProfiles
{
    /// <summary>Scopes of OpenID Connect, which belong to no service.</summary>
    public static readonly IReadOnlyList<string> OpenId = ["openid", "profile", "email", "offline_access"];

    /// <summary>Google's scope for IMAP, POP3 and SMTP.</summary>
    public const string GoogleMail = "https://mail.google.com/";

    /// <summary>The tokens a system email needs, the one for reading first; none without OAuth.</summary>
    public static IReadOnlyList<TokenProfile> Of(SystemEmail email) =>
        email.Application is { } application ? Of(email.Provider, email.SignIn, email.SharedMailbox, application.Scopes, email.Receiving, email.Sending) : [];

    /// <summary>The same of settings that are not stored yet.</summary>
    public static IReadOnlyList<TokenProfile> Of(
        MailProvider provider, SignInWay way, bool shared, IReadOnlyList<string> own, ReceivingSettings? receiving, SendingSettings? sending)
    {
        var uses = Uses(receiving, sending).Select(use => (Resource: ResourceOf(provider, use.Protocol), use.Protocol, use.Host)).ToList();
        return [.. uses
            .GroupBy(use => use.Resource, StringComparer.Ordinal)
            .Select(group => new TokenProfile(
                group.Key,
                Own(provider, group.Key, own) is { Count: > 0 } typed ? typed
                    : [.. group.SelectMany(use => Derived(provider, way, shared, use.Protocol, use.Host)).Distinct(StringComparer.OrdinalIgnoreCase)]))];
    }

    /// <summary>The token that a server of this system email is shown; null where the direction is off or takes no token.</summary>
    /// <param name="email">The system email.</param>
    /// <param name="purpose">Reading or sending.</param>
    /// <param name="sending">With sending, the protocol where it is not the settings' first one.</param>
    public static TokenProfile? For(SystemEmail email, CredentialPurpose purpose, SendingProtocol? sending = null)
    {
        var protocol = purpose == CredentialPurpose.Receive ? email.Receiving?.Protocol.ToString() : email.Sending is null ? null : (sending ?? email.Sending.Protocol).ToString();
        return protocol is null ? null : Of(email).FirstOrDefault(profile => profile.Resource == ResourceOf(email.Provider, protocol));
    }

    /// <summary>The service a typed scope belongs to; null for scopes of OpenID Connect.</summary>
    public static string? ResourceOf(MailProvider provider, Uri scope) =>
        !IsMicrosoft(provider) ? TokenProfile.Mail : MicrosoftClouds.IsGraph(scope.IdnHost) ? TokenProfile.Graph : TokenProfile.Exchange;

    /// <summary>Whether the provider is Microsoft Entra, or the stand-in for it.</summary>
    public static bool IsMicrosoft(MailProvider provider) => provider is MailProvider.Microsoft365 or MailProvider.Sandbox;

    /// <summary>The server in the settings for a protocol: the fallback's where that is the one.</summary>
    public static ServerSettings? ServerOf(SystemEmail email, CredentialPurpose purpose, SendingProtocol? sending) =>
        purpose == CredentialPurpose.Receive ? email.Receiving?.Server
            : sending is { } protocol && email.Sending?.Protocol != protocol ? email.Sending?.Fallback is { } other && other.Protocol == protocol ? other.Server : null
            : email.Sending?.Server;

    private static IEnumerable<(string Protocol, string Host)> Uses(ReceivingSettings? receiving, SendingSettings? sending)
    {
        if (receiving is not null)
        {
            yield return (receiving.Protocol.ToString(), receiving.Server?.Host ?? "");
        }

        for (var way = sending; way is not null; way = way.Fallback)
        {
            yield return (way.Protocol == SendingProtocol.Graph ? "GraphSend" : way.Protocol.ToString(), way.Server?.Host ?? "");
        }
    }

    private static string ResourceOf(MailProvider provider, string protocol) =>
        !IsMicrosoft(provider) ? TokenProfile.Mail : protocol.StartsWith("Graph", StringComparison.Ordinal) ? TokenProfile.Graph : TokenProfile.Exchange;

    private static IReadOnlyList<string> Own(MailProvider provider, string resource, IReadOnlyList<string> own) =>
    [
        .. own.Where(scope => !OpenId.Contains(scope, StringComparer.OrdinalIgnoreCase)
            && (!IsMicrosoft(provider) || (WebAddress.TryRead(scope, out var address) && ResourceOf(provider, address) == resource))),
    ];

    private static IEnumerable<string> Derived(MailProvider provider, SignInWay way, bool shared, string protocol, string host)
    {
        if (provider == MailProvider.Google)
        {
            return [GoogleMail];
        }

        if (!IsMicrosoft(provider))
        {
            return [];
        }

        if (way == SignInWay.ClientCredentials)
        {
            return [(protocol.StartsWith("Graph", StringComparison.Ordinal) ? MicrosoftClouds.Graph(host) : MicrosoftClouds.ExchangeForApplications(host)) + "/.default"];
        }

        var ending = shared ? ".Shared" : "";
        return protocol switch
        {
            nameof(ReceivingProtocol.Imap) => [MicrosoftClouds.ExchangeForPeople(host) + "/IMAP.AccessAsUser.All"],
            nameof(ReceivingProtocol.Pop3) => [MicrosoftClouds.ExchangeForPeople(host) + "/POP.AccessAsUser.All"],
            nameof(SendingProtocol.Smtp) => [MicrosoftClouds.ExchangeForPeople(host) + "/SMTP.Send"],
            nameof(ReceivingProtocol.Graph) => [$"{MicrosoftClouds.Graph(host)}/Mail.ReadWrite{ending}"],
            _ => [$"{MicrosoftClouds.Graph(host)}/Mail.Send{ending}"],
        };
    }
}
