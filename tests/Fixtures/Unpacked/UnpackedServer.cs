using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using HelpdeskMail.Fixtures.Certificates;

namespace HelpdeskMail.Fixtures.Unpacked;

/// <summary>
/// A server that Debian would not install beside those that are there: its packages lie unpacked in a folder (see <c>unpack-servers</c> beside this file) and are laid over /usr and /etc for it alone, in mount and process
/// namespaces of its own. It has a folder of its own, bound over /run in part, and a certificate for localhost. Ending it ends everything it started.
/// </summary>
internal sealed class UnpackedServer : IAsyncDisposable
{
    private readonly TestAuthority authority = new();
    private readonly string name;
    private readonly string packages;
    private Process? process;

    private UnpackedServer(string name, string packages)
    {
        this.name = name;
        this.packages = packages;
        Directory.CreateDirectory(Path.Combine(Folder, "run"));
        Directory.CreateDirectory(Path.Combine(Folder, "over"));
    }

    /// <summary>A folder for its files, gone with it.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("helpdeskmail-server-").FullName;

    /// <summary>The root that clients have to trust.</summary>
    public X509Certificate2 Root => authority.Certificate;

    private string Log => Path.Combine(Folder, "log");

    /// <summary>What it has said so far.</summary>
    public string Said => File.Exists(Log) ? File.ReadAllText(Log) : "";

    /// <summary>Makes everything ready that all servers need; fails or skips the test when the packages were not unpacked, or when namespaces are not to be had.</summary>
    /// <param name="name">Name of its folder.</param>
    /// <param name="package">One of its packages as <c>unpack-servers</c> names it, where an older list of them does not serve.</param>
    public static async Task<UnpackedServer> PrepareAsync(string name, string package = "")
    {
        var root = Environment.GetEnvironmentVariable("HELPDESKMAIL_SERVERS") is { Length: > 0 } set ? set : "/var/cache/helpdeskmail/servers";
        var complete = Path.Combine(root, name, ".complete");
        RealServer.Require(File.Exists(complete) && (await File.ReadAllTextAsync(complete)).Contains(package, StringComparison.Ordinal), $"{name} (run tests/Fixtures/Unpacked/unpack-servers)");
        RealServer.Require(Environment.UserName == "root" && File.Exists("/usr/bin/unshare"), $"the right to lay {name} over the system's files (root, unshare)");
        var server = new UnpackedServer(name, Path.Combine(root, name));
        using var certificate = server.authority.Issue(["localhost"]);
        using var key = certificate.GetECDsaPrivateKey()!;
        await server.WriteAsync("tls.pem", $"{key.ExportPkcs8PrivateKeyPem()}\n{certificate.ExportCertificatePem()}\n");
        await server.WriteAsync("over/passwd", await File.ReadAllTextAsync("/etc/passwd"));
        await server.WriteAsync("over/group", await File.ReadAllTextAsync("/etc/group"));
        return server;
    }

    /// <summary>Writes a file of its folder. Those under <c>over/</c> come before those of /etc.</summary>
    public async Task WriteAsync(string file, string content)
    {
        var path = Path.Combine(Folder, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, content);
    }

    /// <summary>Adds a user whom the machine does not have, with a group of the same name; the number must be one that nobody has.</summary>
    public async Task AddUserAsync(string user, int number, string home = "/", string shell = "/usr/sbin/nologin")
    {
        await File.AppendAllTextAsync(Path.Combine(Folder, "over", "passwd"), $"{user}:x:{number}:{number}::{home}:{shell}\n");
        await File.AppendAllTextAsync(Path.Combine(Folder, "over", "group"), $"{user}:x:{number}:\n");
    }

    /// <summary>Runs a shell script with the packages in place and waits until each of the ports greets as it should.</summary>
    public async Task StartAsync(string script, params (int Port, string Greeting)[] greetings)
    {
        await WriteAsync("start.sh", $"""
            set -e
            mount -t overlay overlay -o lowerdir={packages}/usr:/usr /usr
            mount -t overlay overlay -o lowerdir={Folder}/over:{packages}/etc:/etc /etc
            mount --bind {Folder}/run /run
            cd /
            {script}
            """);
        using (var chmod = Process.Start("chmod", ["-R", "a+rX", Folder]))
        {
            await chmod.WaitForExitAsync();
        }

        process = Process.Start(new ProcessStartInfo("/usr/bin/unshare", ["--mount", "--pid", "--fork", "--kill-child=KILL", "--mount-proc", "/bin/bash", "-c", $"exec /bin/bash {Folder}/start.sh >{Log} 2>&1 </dev/null"]) { UseShellExecute = false })!;
        foreach (var (port, greeting) in greetings)
        {
            await Eventually.HoldsAsync($"{name} takes connections", () => GreetsAsync(port, greeting));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            // The first process of the namespace takes the others with it. unshare alone would leave Exim: a set-user-id program does not die with its parent.
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        authority.Dispose();
        ServerFolder.Delete(Folder);
    }

    private async Task<bool> GreetsAsync(int port, string greeting)
    {
        if (process!.HasExited)
        {
            throw new InvalidOperationException($"{name} ended at once: {Said}");
        }

        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
        using var reader = new StreamReader(client.GetStream());
        return (await reader.ReadLineAsync())?.StartsWith(greeting, StringComparison.Ordinal) is true;
    }
}
