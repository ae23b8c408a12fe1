using System.Globalization;
using Aspire.Hosting;
using Microsoft.Extensions.Configuration;

namespace HelpdeskMail.AppHost.LocalHosting;

/// <summary>How a model is run on this machine. All of it can be set as <c>AppHost:NAME</c>, in the environment as <c>AppHost__NAME</c>.</summary>
/// <param name="DataDirectory">Folder for what is kept from run to run: PostgreSQL's data, generated secrets, chosen ports. One AppHost at a time uses it.</param>
/// <param name="PagePort">Port of the AppHost's own page.</param>
/// <param name="FreePorts">All fixed ports give way to free ones (<c>AppHost:Ports=free</c>), so that several AppHosts run side by side.</param>
/// <param name="Verbose">Whether the console shows every line of every resource.</param>
/// <param name="AddressesFile">Where the addresses are written for scripts and tests; null for nowhere.</param>
/// <param name="BrowserToken">Token of the page; null for a new one each run.</param>
/// <param name="ContainerEngine">docker, podman, none, or null for whichever answers.</param>
/// <param name="AutomaticRestart">Whether a crashed resource is started again by itself.</param>
internal sealed record LocalSettings(
    string DataDirectory,
    int PagePort,
    bool FreePorts,
    bool Verbose,
    string? AddressesFile,
    string? BrowserToken,
    string? ContainerEngine,
    bool AutomaticRestart)
{
    private const int DefaultPagePort = 18888;

    public static LocalSettings Read(IConfiguration configuration, string appHostDirectory)
    {
        var ports = configuration["AppHost:Ports"];
        if (ports is not (null or "" or "fixed" or "free"))
        {
            throw new DistributedApplicationException($"AppHost:Ports is '{ports}'. It may be 'fixed', the default, or 'free'.");
        }

        return new LocalSettings(
            DataDirectoryOf(configuration, appHostDirectory),
            Number(configuration, "AppHost:PagePort", DefaultPagePort),
            ports == "free",
            Truth(configuration, "AppHost:Verbose", byDefault: false),
            Text(configuration, "AppHost:AddressesFile"),
            Text(configuration, "AppHost:BrowserToken"),
            Text(configuration, "AppHost:ContainerEngine"),
            Truth(configuration, "AppHost:AutomaticRestart", byDefault: true));
    }

    /// <summary>The data folder: <c>.data</c> beside the AppHost's folder unless told; a relative one counts from the current folder.</summary>
    public static string DataDirectoryOf(IConfiguration configuration, string appHostDirectory) =>
        Path.GetFullPath(Text(configuration, "AppHost:DataDirectory") ?? Path.Combine(appHostDirectory, "..", ".data"));

    private static string? Text(IConfiguration configuration, string key) => configuration[key] is { Length: > 0 } value ? value : null;

    private static int Number(IConfiguration configuration, string key, int byDefault) =>
        Text(configuration, key) is not { } text ? byDefault
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 0 and <= ushort.MaxValue ? number
        : throw new DistributedApplicationException($"{key} is '{text}'. It must be a port from 0, which means any free one, to 65535, for example 18888.");

    private static bool Truth(IConfiguration configuration, string key, bool byDefault) =>
        Text(configuration, key) is not { } text ? byDefault
        : bool.TryParse(text, out var truth) ? truth
        : throw new DistributedApplicationException($"{key} is '{text}'. It must be true or false.");
}
