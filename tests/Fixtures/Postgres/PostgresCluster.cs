using System.Diagnostics;
using Npgsql;

namespace HelpdeskMail.Fixtures.Postgres;

/// <summary>
/// A PostgreSQL server of the test run's own, in a temporary folder, gone with the run. Every test class takes a fresh database from it.
/// As root it is started through the user <c>postgres</c> (or <c>nobody</c>), since PostgreSQL refuses root.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private const string Password = "only-for-tests";
    private static readonly SharedServer<PostgresCluster> Shared = new(() => StartAsync(), server => server.Remove());

    private readonly string folder;
    private readonly string binaries;
    private readonly bool durable;
    private readonly string buffers;
    private readonly string log;
    private Process? server;

    private PostgresCluster(string folder, string binaries, int port, bool durable, string buffers, string log)
    {
        this.durable = durable;
        this.buffers = buffers;
        this.log = log;
        this.folder = folder;
        this.binaries = binaries;
        Port = port;
    }

    /// <summary>Loopback port of the server; the same after <see cref="RestartAsync"/>.</summary>
    public int Port { get; }

    /// <summary>Processor time that its processes, those that have ended included, have used so far; Linux only.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            var postmaster = File.ReadAllLines(Path.Combine(Data, "postmaster.pid"))[0].Trim();
            var ticks = 0L;
            foreach (var folder in Directory.EnumerateDirectories("/proc").Where(folder => int.TryParse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture, out _)))
            {
                try
                {
                    var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                    var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                    var isPostmaster = Path.GetFileName(folder) == postmaster;
                    if (isPostmaster || fields[1] == postmaster)
                    {
                        // utime and stime; of the postmaster also those of its children that have ended.
                        ticks += fields[11..(isPostmaster ? 15 : 13)].Sum(figure => long.Parse(figure, System.Globalization.CultureInfo.InvariantCulture));
                    }
                }
                catch (IOException)
                {
                    // It has ended meanwhile.
                }
            }

            return TimeSpan.FromMilliseconds(ticks * 10);
        }
    }

    private string Data => Path.Combine(folder, "data");

    /// <summary>Whether the machine has the server programs.</summary>
    public static bool IsInstalled => FindBinaries() is not null;

    /// <summary>The one server of this test process, started on first use and stopped by <see cref="SharedServers"/>, or else when the process ends.</summary>
    public static Task<PostgresCluster> SharedAsync() => Shared.GetAsync();

    /// <summary>Stops the shared server and removes what it kept.</summary>
    internal static Task EndSharedAsync() => Shared.EndAsync();

    /// <summary>A server of its own, for tests that kill it and for measurements.</summary>
    /// <param name="durable">Whether commits wait for the disk, as in production; without it tests are faster.</param>
    /// <param name="buffers">PostgreSQL's shared_buffers; its own default unless told.</param>
    /// <param name="log">PostgreSQL's max_wal_size: how much it writes to its log of changes before it writes all changed pages to their places; its own default unless told.</param>
    public static async Task<PostgresCluster> StartAsync(bool durable = false, string buffers = "128MB", string log = "1GB")
    {
        var found = FindBinaries();
        RealServer.Require(found is not null, "PostgreSQL's server binaries (Debian package postgresql)");
        var cluster = new PostgresCluster(Directory.CreateTempSubdirectory("helpdeskmail-pg-").FullName, found!, FreePort.Next(), durable, buffers, log);
        await cluster.InitialiseAsync();
        await cluster.LaunchAsync();
        return cluster;
    }

    /// <summary>Creates an empty database and gives its connection string.</summary>
    /// <param name="prefix">How its name begins.</param>
    /// <param name="folder">An empty folder of PostgreSQL's user where everything in it is kept (its log of changes is not); null for the server's own.</param>
    public async Task<string> CreateDatabaseAsync(string prefix = "test", string? folder = null)
    {
        var name = $"{prefix}_{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        if (folder is not null)
        {
            await using var tablespace = new NpgsqlCommand($"create tablespace {name} location '{folder}'", connection);
            await tablespace.ExecuteNonQueryAsync();
        }

        await using var command = new NpgsqlCommand($"create database {name}{(folder is null ? "" : $" tablespace {name}")}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Connection string of the superuser for a database.</summary>
    public string ConnectionString(string database) =>
        $"Host=127.0.0.1;Port={Port};Username=postgres;Password={Password};Database={database}";

    /// <summary>Ends the server as a power failure would (SIGKILL to the postmaster; its children follow).</summary>
    public async Task KillAsync()
    {
        if (server is null)
        {
            return;
        }

        var pid = int.Parse((await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0], System.Globalization.CultureInfo.InvariantCulture);
        using var postmaster = Process.GetProcessById(pid);
        postmaster.Kill(entireProcessTree: true);
        await server.WaitForExitAsync();
        server.Dispose();
        server = null;
        NpgsqlConnection.ClearAllPools();
    }

    /// <summary>Starts the server again on the same data and port; does nothing while it runs.</summary>
    public async Task RestartAsync()
    {
        if (server is null)
        {
            File.Delete(Path.Combine(Data, "postmaster.pid"));
            await LaunchAsync();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Remove();
        return ValueTask.CompletedTask;
    }

    private static string? FindBinaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderByDescending(version => version, StringComparer.Ordinal).Select(version => Path.Combine(version, "bin"))
            : [];
        return installed
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(bin => File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "postgres")));
    }

    private async Task InitialiseAsync()
    {
        var passwordFile = Path.Combine(folder, "password");
        await File.WriteAllTextAsync(passwordFile, Password);
        if (Environment.UserName == "root")
        {
            using var chown = Process.Start("chown", ["-R", "postgres", folder]);
            await chown.WaitForExitAsync();
        }

        using var initdb = Start("initdb", "-D", Data, "-U", "postgres", "--auth=scram-sha-256", $"--pwfile={passwordFile}", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8");
        var output = await initdb.StandardError.ReadToEndAsync();
        await initdb.WaitForExitAsync();
        if (initdb.ExitCode != 0)
        {
            throw new InvalidOperationException($"initdb failed: {output}");
        }
    }

    private Task LaunchAsync() =>
        Eventually.HoldsAsync("PostgreSQL takes connections", async () =>
        {
            // While a process of the killed one still waits for the disk its shared memory is in use, and a new server ends at once.
            if (server is not { HasExited: false })
            {
                server?.Dispose();
                server = Serve();
            }

            await using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
            await connection.OpenAsync();
            return true;
        });

    private Process Serve()
    {
        string[] haste = durable ? [] : ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
        var process = Start("postgres", ["-D", Data, "-p", $"{Port}", "-k", folder,
            "-c", "listen_addresses=127.0.0.1", "-c", "max_connections=200", "-c", $"shared_buffers={buffers}", "-c", $"max_wal_size={log}", "-c", "log_min_messages=fatal", .. haste]);
        _ = process.StandardError.ReadToEndAsync();
        _ = process.StandardOutput.ReadToEndAsync();
        return process;
    }

    private Process Start(string program, params string[] arguments)
    {
        var path = Path.Combine(binaries, program);
        var start = Environment.UserName == "root"
            ? new ProcessStartInfo("setpriv", ["--reuid=postgres", "--regid=postgres", "--clear-groups", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = folder;
        start.Environment["LC_ALL"] = "C.UTF-8";
        return Process.Start(start)!;
    }

    private void Remove()
    {
        if (server is { HasExited: false })
        {
            server.Kill(entireProcessTree: true);
            server.WaitForExit();
        }

        server?.Dispose();
        server = null;
        ServerFolder.Delete(folder);
    }
}
