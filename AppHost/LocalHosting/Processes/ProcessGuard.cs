using System.Diagnostics;
using System.Globalization;

namespace HelpdeskMail.AppHost.LocalHosting.Processes;

/// <summary>
/// A tiny process that outlives the AppHost and cleans up after it. It holds the reading end of a pipe and knows which process
/// groups were started; when the pipe closes, because the AppHost ended in whatever way, it stops what is still there: first with
/// the signal each asked for, after some seconds by force. On Windows a job object does the same.
/// </summary>
/// <remarks>It is a shell script, so it costs a megabyte and not a runtime.</remarks>
internal sealed class ProcessGuard : IAsyncDisposable
{
    private readonly string pidFile;
    private readonly WindowsJob? job;
    private readonly Dictionary<string, string> told = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private Process? shell;
    private bool ending;

    private ProcessGuard(string pidFile)
    {
        this.pidFile = pidFile;
        if (OperatingSystem.IsWindows())
        {
            job = new WindowsJob();
        }
        else
        {
            StartShell();
        }
    }

    /// <summary>Starts the guard. <paramref name="pidFile"/> holds its process id as long as it has something to do.</summary>
    public static ProcessGuard Start(string pidFile) => new(pidFile);

    /// <summary>Waits until the guard of an AppHost that was killed has done its work, so that its ports and files are free again.</summary>
    public static async Task WaitForEarlierAsync(string pidFile, TimeProvider time, CancellationToken cancellationToken)
    {
        const int MostRounds = 150;
        for (var round = 0; round < MostRounds && File.Exists(pidFile); round++)
        {
            var text = await File.ReadAllTextAsync(pidFile, cancellationToken);
            if (!int.TryParse(text, CultureInfo.InvariantCulture, out var id) || !UnixProcess.IsAlive(id))
            {
                File.Delete(pidFile);
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), time, cancellationToken);
        }
    }

    /// <summary>Stops this process, and its group, when the AppHost is gone.</summary>
    public void Add(Process process, UnixSignal stopSignal)
    {
        job?.Add(process);
        Tell($"process {process.Id}", $"add {process.Id} {(int)stopSignal}");
    }

    /// <summary>The process has ended by itself.</summary>
    public void Forget(int processId) => TakeBack($"process {processId}", $"drop {processId}");

    /// <summary>Runs a command when the AppHost is gone: a container is not a child of ours. The words must hold no spaces.</summary>
    public void AddCommand(string key, params IReadOnlyList<string> command) => Tell($"command {key}", $"run {key} {string.Join(' ', command)}");

    /// <summary>The command is no longer needed.</summary>
    public void ForgetCommand(string key) => TakeBack($"command {key}", $"done {key}");

    /// <summary>Closes the pipe: whatever was not forgotten is stopped now.</summary>
    public async ValueTask DisposeAsync()
    {
        job?.Dispose();
        Process? last;
        lock (gate)
        {
            ending = true;
            last = shell;
        }

        if (last is not null)
        {
            last.StandardInput.Close();
            await last.WaitForExitAsync();
            last.Dispose();
        }
    }

    private void StartShell()
    {
        using var script = new StreamReader(typeof(ProcessGuard).Assembly.GetManifestResourceStream("Processes.guard.sh")!);
        string[] command = [.. OwnSession.Prefix, "/bin/sh", "-c", script.ReadToEnd(), "apphost-guard", pidFile];
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardInput = true, UseShellExecute = false, WorkingDirectory = "/" };
        shell = Process.Start(start)!;
        shell.EnableRaisingEvents = true;
        shell.Exited += (_, _) => Replace();
    }

    // Somebody ended the guard. A new one learns everything again.
    private void Replace()
    {
        lock (gate)
        {
            if (ending)
            {
                return;
            }

            shell?.Dispose();
            StartShell();
            foreach (var line in told.Values)
            {
                Write(line);
            }
        }
    }

    private void Tell(string key, string line)
    {
        lock (gate)
        {
            told[key] = line;
            Write(line);
        }
    }

    private void TakeBack(string key, string line)
    {
        lock (gate)
        {
            told.Remove(key);
            Write(line);
        }
    }

    private void Write(string line)
    {
        if (shell is null || ending)
        {
            return;
        }

        try
        {
            shell.StandardInput.WriteLine(line);
            shell.StandardInput.Flush();
        }
        catch (IOException)
        {
            // The guard has just been ended; its successor is told everything.
        }
    }
}
