using System.Net;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Admin;
using HelpdeskMail.OAuth.Providers;

namespace HelpdeskMail.OAuth.SystemEmails;

/// <summary>
/// Keeps a known provider's access tokens from servers that are not its own, by a slip of the pen or by somebody who may change settings and not read mail. A proxy that an admin vouches for is shown them,
/// as is one on this machine, and one that they were shown before.
/// </summary>
internal static class TokenHostCheck
{
    public static void Check(SystemEmailDraft draft, SystemEmail? present, FieldProblems problems)
    {
        if (draft.SignIn == SignInWay.Password || draft.TokensToOtherServers || ProviderServers.Of(draft.Provider, draft.Application?.Scopes) is not { } own)
        {
            return;
        }

        var known = present is not null && present.SignIn != SignInWay.Password && ProviderServers.Of(present.Provider, present.Application?.Scopes) == own
            ? Servers(present.Receiving, present.Sending).Select(server => server.Host).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : [];
        foreach (var (field, host) in Servers(draft.Receiving, draft.Sending))
        {
            if (Uri.CheckHostName(host) != UriHostNameType.Unknown && !own.Has(host) && !known.Contains(host) && !IsThisMachine(host))
            {
                problems.Add($"{field}.host", $"«{host}» is none of {own.Title}'s servers, and could open the mailbox with the access tokens it would be shown. Correct the name; or, if it is a proxy you trust, tick that such servers may be shown them.");
            }
        }
    }

    /// <summary>Whether a name or address is one of this machine's own.</summary>
    public static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    // Graph's own host is checked wherever a server of it is named.
    private static IEnumerable<(string Field, string Host)> Servers(ReceivingSettings? receiving, SendingSettings? sending)
    {
        if (receiving is { Protocol: not ReceivingProtocol.Graph, Server.Host: { } reading })
        {
            yield return ("receiving.server", reading);
        }

        if (sending is { Protocol: not SendingProtocol.Graph, Server.Host: { } first })
        {
            yield return ("sending.server", first);
        }

        if (sending?.Fallback is { Protocol: not SendingProtocol.Graph, Server.Host: { } other })
        {
            yield return ("sending.fallback.server", other);
        }
    }
}
