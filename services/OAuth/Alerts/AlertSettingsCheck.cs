using System.Net;
using System.Net.Mail;
using HelpdeskMail.Contracts.SystemEmails;
using HelpdeskMail.Contracts.SystemEmails.Alerts;
using HelpdeskMail.OAuth.SystemEmails;

namespace HelpdeskMail.OAuth.Alerts;

/// <summary>Checks what an admin has filled in for the alerts.</summary>
internal static class AlertSettingsCheck
{
    private const int MostRecipients = 50;

    public static IDictionary<string, string[]> Check(AlertSettings settings)
    {
        var problems = new FieldProblems();
        if (settings.Recipients is null || settings.Recipients.Count > MostRecipients)
        {
            problems.Add("recipients", $"Name up to {MostRecipients} addresses.");
        }
        else if (settings.Recipients.FirstOrDefault(address => !IsAddress(address)) is { } wrong)
        {
            problems.Add("recipients", $"«{wrong}» is no address; write one in each line, such as admin@example.org.");
        }

        if (settings.LastResort is { } server)
        {
            CheckServer(server, problems);
        }

        return problems.ByField;
    }

    private static void CheckServer(LastResortServer server, FieldProblems problems)
    {
        if (Uri.CheckHostName(server.Host ?? "") == UriHostNameType.Unknown)
        {
            problems.Add("lastResort.host", "Fill in the server's name without smtp:// and without a port, for example smtp.example.org.");
        }
        else if (server.Security == ConnectionSecurity.None && server.UserName is not null && !IsThisMachine(server.Host!))
        {
            problems.Add("lastResort.security", "Without TLS the password could be read on the way. Choose STARTTLS or TLS.");
        }

        if (server.Port is < 1 or > 65535)
        {
            problems.Add("lastResort.port", "A port is a number from 1 to 65535, usually 587.");
        }

        if (!IsAddress(server.From))
        {
            problems.Add("lastResort.from", "Fill in the address that the alerts come from, such as helpdesk@example.org.");
        }

        if (server.UserName is { } user && (user.Length > 320 || user.Any(char.IsControl)))
        {
            problems.Add("lastResort.userName", "A login name has at most 320 characters and no line breaks.");
        }
    }

    private static bool IsAddress(string? address) =>
        address is { Length: > 2 and <= 320 } && !address.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || letter is '<' or '>' or ',' or ';') && MailAddress.TryCreate(address, out var read) && read.Address == address;

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
}
