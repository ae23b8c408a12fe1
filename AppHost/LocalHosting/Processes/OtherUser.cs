using Aspire.Hosting;

namespace HelpdeskMail.AppHost.LocalHosting.Processes;

/// <summary>
/// A user without rights that servers run as when the AppHost itself runs as root: PostgreSQL refuses to run as root, and a broker
/// has no reason to.
/// </summary>
/// <param name="Name">Login name.</param>
/// <param name="Prefix">What goes before a command to run it as that user.</param>
internal sealed record OtherUser(string Name, IReadOnlyList<string> Prefix)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The first of <paramref name="names"/> that exists, when this process is root; null when it is not root and none is needed.</summary>
    /// <exception cref="DistributedApplicationException">Root, and no way to be another user.</exception>
    public static async Task<OtherUser?> FindAsync(IEnumerable<string> names, CancellationToken cancellationToken)
    {
        if (!UnixProcess.IsRoot)
        {
            return null;
        }

        foreach (var name in names)
        {
            if ((await Tool.RunAsync(["id", "-u", name], Limit, cancellationToken)).Success)
            {
                return new OtherUser(name, PrefixFor(name));
            }
        }

        throw new DistributedApplicationException($"The AppHost runs as root, and there is no other user to run servers as. Create one: useradd --system {names.First()}");
    }

    /// <summary>Makes <paramref name="folder"/> with this user as its owner and only reader.</summary>
    public async Task OwnFolderAsync(string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await OwnAsync(folder, cancellationToken);
        UnixProcess.SetMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Makes this user the owner of a file or folder.</summary>
    public async Task OwnAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await Tool.RunAsync(["chown", $"{Name}:", path], Limit, cancellationToken);
        if (!answer.Success)
        {
            throw new DistributedApplicationException($"{path} cannot be given to the user {Name}: {answer.Output}");
        }
    }

    /// <summary>Whether this user gets to <paramref name="folder"/>: root's home and the like are closed to others.</summary>
    public async Task<bool> ReachesAsync(string folder, CancellationToken cancellationToken) =>
        (await Tool.RunAsync([.. Prefix, "test", "-x", folder], Limit, cancellationToken)).Success;

    private static string[] PrefixFor(string name) =>
        Programs.Find("setpriv") is { } setpriv ? [setpriv, $"--reuid={name}", $"--regid={GroupOf(name)}", "--init-groups", "--"]
        : Programs.Find("runuser", "/usr/sbin", "/sbin") is { } runuser ? [runuser, "-u", name, "--"]
        : Programs.Find("sudo") is { } sudo ? [sudo, "-n", "-u", name, "--"]
        : throw new DistributedApplicationException("The AppHost runs as root and needs setpriv, runuser or sudo to run servers as another user. Install util-linux.");

    private static string GroupOf(string name)
    {
        // The fourth field of the user's line is the number of its own group, whatever the group is called.
        var fields = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).FirstOrDefault(fields => fields[0] == name);
        return fields is { Length: > 3 } ? fields[3] : name;
    }
}
