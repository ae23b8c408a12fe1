using System.Diagnostics;

namespace HelpdeskMail.AppHost.LocalHosting.Processes;

/// <summary>A process that the AppHost started.</summary>
internal sealed class ChildProcess
{
    private readonly Process process;
    private readonly UnixSignal stopSignal;

    public ChildProcess(Process process, UnixSignal stopSignal, ProcessGuard guard, Action<string> output)
    {
        this.process = process;
        this.stopSignal = stopSignal;
        Id = process.Id;
        Exited = WatchAsync(guard, ReadLinesAsync(process.StandardOutput, output), ReadLinesAsync(process.StandardError, output));
    }

    public int Id { get; }

    /// <summary>Ends with the exit code; a process that was ended by signal N has 128+N.</summary>
    public Task<int> Exited { get; }

    /// <summary>Asks the process to stop and ends it, with all it started, if it has not within <paramref name="grace"/>.</summary>
    public async Task StopAsync(TimeSpan grace, TimeProvider time)
    {
        if (OperatingSystem.IsWindows())
        {
            process.Kill(entireProcessTree: true);
        }
        else
        {
            UnixProcess.Send(Id, stopSignal);
        }

        try
        {
            await Exited.WaitAsync(grace, time);
        }
        catch (TimeoutException)
        {
            Kill();
            await Exited;
        }
    }

    /// <summary>Ends the process, with all it started, at once.</summary>
    public void Kill()
    {
        if (OperatingSystem.IsWindows() || !OwnSession.HasOwnGroup)
        {
            process.Kill(entireProcessTree: true);
        }
        else
        {
            UnixProcess.Send(-Id, UnixSignal.Kill);
        }
    }

    private static async Task ReadLinesAsync(StreamReader reader, Action<string> output)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            output(line);
        }
    }

    private async Task<int> WatchAsync(ProcessGuard guard, Task output, Task errors)
    {
        await process.WaitForExitAsync();

        // The last lines are often the ones that say why; but a grandchild may hold the pipe open for longer than anybody waits.
        await Task.WhenAny(Task.WhenAll(output, errors), Task.Delay(TimeSpan.FromSeconds(1)));
        if (!OperatingSystem.IsWindows() && OwnSession.HasOwnGroup)
        {
            UnixProcess.Send(-Id, UnixSignal.Kill);
        }

        guard.Forget(Id);
        return process.ExitCode;
    }
}
