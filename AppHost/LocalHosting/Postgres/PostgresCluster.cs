using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting;
using HelpdeskMail.AppHost.LocalHosting.Processes;
using HelpdeskMail.AppHost.LocalHosting.Running;
using HelpdeskMail.AppHost.LocalHosting.Secrets;

namespace HelpdeskMail.AppHost.LocalHosting.Postgres;

/// <summary>
/// A PostgreSQL data directory of the project's own and the programs of this machine that run it. It asks for a password, listens on
/// the loopback addresses only, and starts again after whatever became of the last run.
/// </summary>
internal sealed class PostgresCluster(
    PostgresBinaries binaries,
    string folder,
    OtherUser? user,
    string password,
    ProcessStarter starter,
    TimeProvider time)
{
    private const string SuperUser = "postgres";
    private static readonly TimeSpan InitLimit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    /// <summary>Major version that made the data in <paramref name="folder"/>; null when there is none.</summary>
    public static int? VersionOf(string folder)
    {
        var file = Path.Combine(folder, "PG_VERSION");
        return File.Exists(file) && int.TryParse(File.ReadAllText(file).Trim().Split('.')[0], CultureInfo.InvariantCulture, out var version) ? version : null;
    }

    /// <summary>Makes the data directory when there is none yet. One that was left half made is made again.</summary>
    public async Task InitializeAsync(ResourceRun run, CancellationToken cancellationToken)
    {
        if (VersionOf(folder) is not null)
        {
            return;
        }

        run.Console.Say(run.Name, $"makes a data directory in {folder}");
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        // Made beside its place and moved there when whole, so that a run that was killed meanwhile leaves nothing that looks like data.
        var draft = $"{folder}.new";
        if (Directory.Exists(draft))
        {
            Directory.Delete(draft, recursive: true);
        }

        await OwnFolderAsync(draft, cancellationToken);
        var passwordFile = $"{folder}.password";
        OwnerOnly.Write(passwordFile, password);
        try
        {
            if (user is not null)
            {
                await user.OwnAsync(passwordFile, cancellationToken);
            }

            var answer = await InitAsync(draft, passwordFile, OperatingSystem.IsWindows() ? "C" : "C.UTF-8", cancellationToken);
            if (!answer.Success)
            {
                // Not every system has that locale.
                answer = await InitAsync(draft, passwordFile, "C", cancellationToken);
            }

            if (!answer.Success)
            {
                throw new DistributedApplicationException($"PostgreSQL's data directory could not be made in {folder}: {answer.Output}");
            }

            Directory.Move(draft, folder);
        }
        finally
        {
            File.Delete(passwordFile);
        }
    }

    /// <summary>Ends a server that an AppHost left behind, and forgets one that is gone.</summary>
    public async Task StopEarlierAsync(ResourceRun run, CancellationToken cancellationToken)
    {
        var file = Path.Combine(folder, "postmaster.pid");
        if (!File.Exists(file))
        {
            return;
        }

        var text = (await File.ReadAllLinesAsync(file, cancellationToken)).FirstOrDefault();
        if (int.TryParse(text, CultureInfo.InvariantCulture, out var id) && IsServerOfThisFolder(id))
        {
            run.Console.Say(run.Name, $"stops the server that an earlier run left behind (process {id})");
            var answer = await Tool.RunAsync([.. Prefix, binaries.Path("pg_ctl"), "stop", "-D", folder, "-m", "fast", "-w"], StopLimit, cancellationToken);
            if (!answer.Success)
            {
                throw new DistributedApplicationException($"A PostgreSQL server of an earlier run (process {id}) uses {folder} and could not be stopped: {answer.Output}");
            }
        }
        else
        {
            // The server is gone and its number may be somebody else's by now, which PostgreSQL would take for a running server.
            run.Note("removed the process file of a server that was killed");
            File.Delete(file);
        }
    }

    /// <summary>Starts the server on <paramref name="port"/>.</summary>
    public ChildProcess Start(ResourceRun run, int port, IEnumerable<string> arguments) =>
        starter.Start(
            new ProcessPlan(
                [
                    .. Prefix, binaries.Path("postgres"), "-D", folder, "-p", port.ToString(CultureInfo.InvariantCulture),
                    "-c", "listen_addresses=localhost", "-c", "unix_socket_directories=", .. arguments,
                ],
                folder,
                [],
                UnixSignal.Interrupt),
            run.Write);

    /// <summary>Sets the password in data that was made with another one: somebody removed the secrets and kept the data.</summary>
    public async Task ResetPasswordAsync(CancellationToken cancellationToken)
    {
        var statement = $"ALTER ROLE {SuperUser} PASSWORD '{password.Replace("'", "''", StringComparison.Ordinal)}'\n";
        var answer = await Tool.RunAsync([.. Prefix, binaries.Path("postgres"), "--single", "-D", folder, "postgres"], StopLimit, cancellationToken, statement);
        if (!answer.Success)
        {
            throw new DistributedApplicationException($"The data in {folder} was made with another password, and it could not be changed: {answer.Output}");
        }
    }

    /// <summary>Stops a server: its clients are sent away and its data is written.</summary>
    public Task StopAsync(ChildProcess server) => server.StopAsync(Grace, time);

    private IReadOnlyList<string> Prefix => user?.Prefix ?? [];

    private async Task OwnFolderAsync(string path, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(path);
        if (user is not null)
        {
            await user.OwnFolderAsync(path, cancellationToken);
        }
    }

    // The data is not synced to disk as it is made: should the machine fail in that second, it is made again.
    private Task<ToolAnswer> InitAsync(string draft, string passwordFile, string locale, CancellationToken cancellationToken) =>
        Tool.RunAsync(
            [
                .. Prefix, binaries.Path("initdb"), "-D", draft, "--username", SuperUser, "--pwfile", passwordFile, "--auth", "scram-sha-256",
                "--encoding", "UTF8", "--locale", locale, "--no-sync",
            ],
            InitLimit,
            cancellationToken);

    private bool IsServerOfThisFolder(int id)
    {
        try
        {
            // Linux says what a process was started with; elsewhere its name has to do.
            var commandLine = $"/proc/{id}/cmdline";
            if (Directory.Exists("/proc/self"))
            {
                return File.Exists(commandLine) && File.ReadAllText(commandLine).Split('\0').Contains(folder, StringComparer.Ordinal);
            }

            using var process = Process.GetProcessById(id);
            return process.ProcessName.StartsWith("postgres", StringComparison.OrdinalIgnoreCase);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or IOException)
        {
            return false;
        }
    }
}
