using System.Collections.Concurrent;
using HelpdeskMail.Contracts.SystemEmails;
using Microsoft.Extensions.Options;

namespace HelpdeskMail.Fetch.Connecting;

/// <summary>How many connections this replica makes and holds to each mail server, so that thousands of mailboxes of one provider do not knock at its door at once.</summary>
internal sealed class ServerGates(IOptions<FetchSettings> settings)
{
    private readonly ConcurrentDictionary<string, ServerGate> gates = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The gate of a server.</summary>
    public ServerGate Of(ServerSettings server) => gates.GetOrAdd($"{server.Host}:{server.Port}", _ => new ServerGate(settings.Value.ConnectionsAServer, settings.Value.ConnectingAtOnce));
}
