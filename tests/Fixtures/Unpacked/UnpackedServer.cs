using System.Diagnostics;

namespace HelpdeskMail.Fixtures.Unpacked;

/// <summary>
/// A server that Debian would not install beside those that are there: its packages lie unpacked in a folder (see <c>unpack-servers</c> beside this file) and are laid over /usr and /etc for it alone, in mount and process
/// namespaces of its own. Ending it ends everything it started.
/// </summary>
internal sealed class UnpackedServer : IAsyncDisposable
{
    private readonly Process process;

    private UnpackedServer(Process process) => this.process = process;

    public bool HasExited => process.HasExited;

    /// <summary>Folder that the packages of a server were unpacked into; fails or skips the test when they were not, or when namespaces are not to be had.</summary>
    public static string Require(string name)
    {
        var root = Environment.GetEnvironmentVariable("HELPDESKMAIL_SERVERS") is { Length: > 0 } set ? set : "/var/cache/helpdeskmail/servers";
        RealServer.Require(File.Exists(Path.Combine(root, name, ".complete")), $"{name} (run tests/Fixtures/Unpacked/unpack-servers)");
        RealServer.Require(Environment.UserName == "root" && File.Exists("/usr/bin/unshare"), $"the right to lay {name} over the system's files (root, unshare)");
        return Path.Combine(root, name);
    }

    /// <summary>Runs a shell script with the packages in place. Files in <paramref name="over"/> come before those of /etc.</summary>
    public static UnpackedServer Start(string packages, string over, string script, string log)
    {
        var whole = $"""
            set -e
            mount -t overlay overlay -o lowerdir={packages}/usr:/usr /usr
            mount -t overlay overlay -o lowerdir={over}:{packages}/etc:/etc /etc
            {script}
            """;
        var file = Path.Combine(Path.GetDirectoryName(log)!, "start.sh");
        File.WriteAllText(file, whole);
        var process = Process.Start(new ProcessStartInfo("/usr/bin/unshare", ["--mount", "--pid", "--fork", "--kill-child=KILL", "--mount-proc", "/bin/bash", "-c", $"exec /bin/bash {file} >{log} 2>&1 </dev/null"]) { UseShellExecute = false })!;
        return new UnpackedServer(process);
    }

    public async ValueTask DisposeAsync()
    {
        // The first process of the namespace takes the others with it. unshare alone would leave Exim: a set-user-id program does not die with its parent.
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
