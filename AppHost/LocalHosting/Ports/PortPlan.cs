using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using HelpdeskMail.AppHost.LocalHosting.Secrets;

namespace HelpdeskMail.AppHost.LocalHosting.Ports;

/// <summary>
/// Chooses the port of every endpoint before anything starts. A fixed port that is taken moves to a free one; a free port stays the
/// same from run to run as long as nobody else takes it.
/// </summary>
/// <param name="file">Where the free ports are remembered.</param>
/// <param name="onlyFree">Whether fixed ports are not asked for at all.</param>
internal sealed class PortPlan(string file, bool onlyFree)
{
    private readonly HashSet<int> taken = [];
    private readonly SortedDictionary<string, int> remembered = Load(file);

    /// <summary>Gives each endpoint its port and returns those that could not have the one they asked for.</summary>
    public IReadOnlyList<MovedPort> Assign(IEnumerable<IResource> resources)
    {
        var moved = new List<MovedPort>();
        var endpoints = resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>().Select(endpoint => (resource, endpoint))).ToList();

        // The fixed ones first, so that no free one sits on a port that somebody asks for by number.
        foreach (var (resource, endpoint) in endpoints.OrderBy(pair => pair.endpoint.Port is null))
        {
            var wanted = onlyFree ? null : endpoint.Port;
            endpoint.AllocatedPort = Choose($"{resource.Name}/{endpoint.Name}", wanted);
            if (wanted is { } port && endpoint.AllocatedPort != port)
            {
                moved.Add(new MovedPort(resource.Name, endpoint.Name, port, endpoint.AllocatedPort.Value));
            }
        }

        OwnerOnly.Write(file, JsonSerializer.Serialize(remembered));
        return moved;
    }

    /// <summary>A port for <paramref name="key"/>: the wanted one, else the one of last time, else any.</summary>
    public int Choose(string key, int? wanted)
    {
        if (wanted is { } fixedPort && TryTake(fixedPort))
        {
            return fixedPort;
        }

        if (!remembered.TryGetValue(key, out var port) || !TryTake(port))
        {
            port = LoopbackPort.FindFree(taken);
            taken.Add(port);
        }

        remembered[key] = port;
        return port;
    }

    private static SortedDictionary<string, int> Load(string file)
    {
        try
        {
            return File.Exists(file)
                ? JsonSerializer.Deserialize<SortedDictionary<string, int>>(File.ReadAllText(file)) ?? []
                : [];
        }
        catch (JsonException)
        {
            // Nothing is lost with it but last time's numbers.
            return [];
        }
    }

    private bool TryTake(int port) => !taken.Contains(port) && LoopbackPort.IsFree(port) && taken.Add(port);
}
