using System.Diagnostics;
using System.Net.Sockets;

namespace HelpdeskMail.Fixtures.RabbitMq;

/// <summary>
/// A RabbitMQ server of the test run's own: its node name, ports and folders are not the machine's, and it is gone with the run. As root it is
/// started through the user <c>rabbitmq</c>.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private static readonly SharedServer<RabbitMqServer> Shared = new(StartAsync, server => server.Remove());

    private readonly RabbitMqFolder folder;
    private readonly string program;
    private readonly int port = FreePort.Next();
    private readonly int distributionPort = FreePort.Next();
    private readonly int nameServerPort = FreePort.Next();
    private Process? server;
    private int virtualHostsTaken;

    private RabbitMqServer(string program)
    {
        this.program = program;
        folder = RabbitMqFolder.Create(port);
    }

    /// <summary>The one server of this test process, started on first use and stopped by <see cref="SharedServers"/>, or else when the process ends.</summary>
    public static Task<RabbitMqServer> SharedAsync() => Shared.GetAsync();

    /// <summary>Stops the shared server and removes what it kept.</summary>
    internal static Task EndSharedAsync() => Shared.EndAsync();

    /// <summary>A server of its own, for tests that kill it.</summary>
    public static async Task<RabbitMqServer> StartAsync()
    {
        var found = FindServer();
        RealServer.Require(found is not null, "RabbitMQ (Debian package rabbitmq-server)");
        var rabbit = new RabbitMqServer(found!);
        await rabbit.RestartAsync();
        return rabbit;
    }

    /// <summary>Connection string of a virtual host that no other test uses.</summary>
    public string TakeVirtualHost()
    {
        var index = Interlocked.Increment(ref virtualHostsTaken) - 1;
        return index < RabbitMqFolder.VirtualHosts
            ? $"amqp://{RabbitMqFolder.User}:{RabbitMqFolder.Password}@127.0.0.1:{port}/{RabbitMqFolder.VirtualHost(index)}"
            : throw new InvalidOperationException($"The tests use more than {RabbitMqFolder.VirtualHosts} virtual hosts; raise RabbitMqFolder.VirtualHosts.");
    }

    /// <summary>
    /// Has the server write its definitions to disk: it gathers them for up to two seconds, and when it is killed before, the queues and bindings
    /// declared last are gone, whatever was confirmed.
    /// </summary>
    /// <exception cref="InvalidOperationException">The server did not do so.</exception>
    public async Task KeepDefinitionsAsync()
    {
        using var control = Process.Start(StartOf(Path.Combine(Path.GetDirectoryName(program)!, "rabbitmqctl"), "eval", "ok = mnesia:sync_log()."))!;
        var refusal = control.StandardError.ReadToEndAsync();
        _ = control.StandardOutput.ReadToEndAsync();
        await control.WaitForExitAsync();
        if (control.ExitCode != 0)
        {
            throw new InvalidOperationException($"rabbitmqctl ended with {control.ExitCode}: {await refusal}");
        }
    }

    /// <summary>Ends the server as a power failure would.</summary>
    public async Task KillAsync()
    {
        if (server is not null)
        {
            server.Kill(entireProcessTree: true);
            await server.WaitForExitAsync();
            server.Dispose();
            server = null;
        }
    }

    /// <summary>Starts the server again on the same data and port; does nothing while it runs.</summary>
    public async Task RestartAsync()
    {
        if (server is not null)
        {
            return;
        }

        await Eventually.HoldsAsync(
            "RabbitMQ takes connections",
            async () =>
            {
                // While a thread of the killed one still waits for the disk its node's name is taken, and a new server ends at once.
                if (server is not { HasExited: false })
                {
                    server?.Dispose();
                    server = Serve();
                }

                using var client = new TcpClient();
                await client.ConnectAsync("127.0.0.1", port);
                return true;
            },
            TimeSpan.FromMinutes(4));
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Remove();
        return ValueTask.CompletedTask;
    }

    /// <summary>The server's own script: the one on PATH changes the user by itself and drops the environment.</summary>
    private static string? FindServer() =>
        Directory.Exists("/usr/lib/rabbitmq/lib")
            ? Directory.EnumerateDirectories("/usr/lib/rabbitmq/lib").Select(version => Path.Combine(version, "sbin", "rabbitmq-server")).FirstOrDefault(File.Exists)
            : RealServer.FindProgram("rabbitmq-server");

    private Process Serve()
    {
        var process = Process.Start(StartOf(program))!;
        _ = process.StandardOutput.ReadToEndAsync();
        _ = process.StandardError.ReadToEndAsync();
        return process;
    }

    private ProcessStartInfo StartOf(string path, params string[] arguments)
    {
        var start = Environment.UserName == "root"
            ? new ProcessStartInfo("setpriv", ["--reuid=rabbitmq", "--regid=rabbitmq", "--clear-groups", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = folder.Path;
        foreach (var (name, value) in folder.Environment(port, distributionPort, nameServerPort))
        {
            start.Environment[name] = value;
        }

        return start;
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

        // Erlang's name server detaches itself from the server that started it.
        using var stop = Process.Start(new ProcessStartInfo("epmd", ["-port", $"{nameServerPort}", "-kill"]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false });
        stop?.WaitForExit();
        folder.Delete();
    }
}
