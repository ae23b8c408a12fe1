namespace HelpdeskMail.OAuth.Providers;

/// <summary>The names that Graph and Exchange Online go by in each of Microsoft's clouds (Microsoft, «Microsoft Graph national cloud deployments»). The server's host tells the cloud; any other host means the public one.</summary>
internal static class MicrosoftClouds
{
    private const string PublicGraph = "graph.microsoft.com";
    private static readonly string[] GraphHosts = [PublicGraph, "graph.microsoft.us", "dod-graph.microsoft.us", "microsoftgraph.chinacloudapi.cn"];

    /// <summary>Whether a host is Graph's.</summary>
    public static bool IsGraph(string host) => GraphHosts.Contains(host, StringComparer.OrdinalIgnoreCase);

    /// <summary>Graph's name in scopes.</summary>
    public static string Graph(string host) => $"https://{(IsGraph(host) ? host.ToLowerInvariant() : PublicGraph)}";

    /// <summary>Exchange Online's name in scopes that somebody consents to.</summary>
    public static string ExchangeForPeople(string host) => National(host) ?? "https://outlook.office.com";

    /// <summary>Exchange Online's name in scopes of applications.</summary>
    public static string ExchangeForApplications(string host) => National(host) ?? "https://outlook.office365.com";

    /// <summary>The names that tokens for a server may be for: by scope, and by the id of the service's application.</summary>
    public static IReadOnlyList<string> Audiences(string host, bool graph) => graph
        ? [Graph(host), "00000003-0000-0000-c000-000000000000"]
        : [ExchangeForPeople(host), ExchangeForApplications(host), "00000002-0000-0ff1-ce00-000000000000"];

    private static string? National(string host) => host.ToLowerInvariant() switch
    {
        "outlook.office365.us" or "smtp.office365.us" => "https://outlook.office365.us",
        "partner.outlook.cn" or "smtp.partner.outlook.cn" => "https://partner.outlook.cn",
        _ => null,
    };
}
