using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using HelpdeskMail.AppHost.LocalHosting.Page;
using HelpdeskMail.AppHost.LocalHosting.Secrets;

namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>
/// Tells scripts and tests where everything listens: <c>{"ready":true,"processId":1,"page":{"url":…,"token":…},"endpoints":{"helpdesk":{"http":…}},"connectionStrings":{"database":…}}</c>.
/// It holds secrets, so only its owner may read it; it is gone when the AppHost has stopped.
/// </summary>
internal sealed class AddressesFile(string? path, Orchestra orchestra, ResourcePage page)
{
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Writes what is known now.</summary>
    /// <param name="ready">Whether every resource has become healthy.</param>
    /// <param name="cancellationToken">Ends the reading of values.</param>
    public async Task WriteAsync(bool ready, CancellationToken cancellationToken)
    {
        if (path is null)
        {
            return;
        }

        var connectionStrings = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var resource in orchestra.Runs.Select(run => run.Resource).OfType<IResourceWithConnectionString>())
        {
            connectionStrings[resource.Name] = await resource.GetConnectionStringAsync(cancellationToken);
        }

        var content = new
        {
            Ready = ready,
            ProcessId = Environment.ProcessId,
            Page = new { Url = page.Address, page.Token },
            Endpoints = orchestra.Runs
                .Where(run => run.Status.Addresses.Count > 0)
                .ToDictionary(run => run.Name, run => run.Status.Addresses.ToDictionary(address => address.Name, address => address.Url, StringComparer.Ordinal), StringComparer.Ordinal),
            ConnectionStrings = connectionStrings,
        };
        OwnerOnly.Write(Path.GetFullPath(path), JsonSerializer.Serialize(content, Format));
    }

    public void Remove()
    {
        if (path is not null)
        {
            File.Delete(path);
        }
    }
}
