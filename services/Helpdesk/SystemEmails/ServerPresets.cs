using System.Text.Json;
using HelpdeskMail.Contracts.SystemEmails;

namespace HelpdeskMail.Helpdesk.SystemEmails;

/// <summary>What the fields of a server begin with for each protocol, for the page's script.</summary>
internal static class ServerPresets
{
    public static string Of(IEnumerable<ReceivingSettings> choices) => JsonSerializer.Serialize(choices.ToDictionary(choice => choice.Protocol.ToString(), choice => new Dictionary<string, string>(Server(choice.Server), StringComparer.Ordinal)
    {
        ["folder"] = choice.Folder,
        ["startFrom"] = choice.StartFrom.ToString(),
        ["afterStoring"] = choice.AfterStoring.ToString(),
    }, StringComparer.Ordinal));

    public static string Of(IEnumerable<SendingSettings> choices) =>
        JsonSerializer.Serialize(choices.ToDictionary(choice => choice.Protocol.ToString(), choice => Server(choice.Server), StringComparer.Ordinal));

    private static Dictionary<string, string> Server(ServerSettings server) => new(StringComparer.Ordinal)
    {
        ["server.host"] = server.Host,
        ["server.port"] = server.Port.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["server.security"] = server.Security.ToString(),
    };
}
