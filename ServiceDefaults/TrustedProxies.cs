using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.ServiceDefaults;

/// <summary>
/// Which proxies are believed when they say whose request they pass on (configuration list <c>TrustedProxies</c>: addresses or blocks). This machine's own addresses are believed anyway; everybody else's words are not, or each
/// visitor could take any address, and with it walk past limits that count by address.
/// </summary>
internal static class TrustedProxies
{
    private const string Section = "TrustedProxies";

    public static void Add(ForwardedHeadersOptions options, IConfiguration configuration)
    {
        var listed = configuration.GetSection(Section).Get<string[]>() ?? [];
        foreach (var text in listed)
        {
            options.KnownIPNetworks.Add(Read(text));
        }

        // A chain of proxies is followed for as long as each of them is believed.
        options.ForwardLimit = listed.Length == 0 ? options.ForwardLimit : null;
    }

    private static IPNetwork Read(string text) =>
        IPNetwork.TryParse(text, out var block) ? block
            : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
            : throw new OptionsValidationException(Section, typeof(string[]), [$"{Section}: «{text}» is no address and no block of addresses; examples are 10.0.0.5 and 10.0.0.0/8 (as an environment variable: {Section}__0)"]);
}
