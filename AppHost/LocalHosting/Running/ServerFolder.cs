using System.Security.Cryptography;
using System.Text;
using HelpdeskMail.AppHost.LocalHosting.Processes;

namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>Chooses where a server keeps its data.</summary>
internal static class ServerFolder
{
    /// <summary>
    /// A folder below the project's data folder. When the server runs as another user who cannot get there, as below root's home, a
    /// folder below /var/lib that belongs to this data folder alone, and the console says so.
    /// </summary>
    public static async Task<string> ChooseAsync(string dataDirectory, string name, OtherUser? user, ResourceRun run, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(dataDirectory);
        if (user is null || await user.ReachesAsync(dataDirectory, cancellationToken))
        {
            return Path.Combine(dataDirectory, name);
        }

        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(dataDirectory)))[..8];
        var elsewhere = Path.Combine("/var/lib/helpdeskmail", mark);
        Directory.CreateDirectory(elsewhere);
        run.Console.Say(run.Name, $"runs as the user {user.Name}, who cannot get to {dataDirectory}; its data is in {elsewhere}");
        return Path.Combine(elsewhere, name);
    }
}
