using System.Diagnostics;
using HelpdeskMail.Bus.Replica;

namespace HelpdeskMail.Bus.Tests;

/// <summary>A replica in a process of its own, to be killed.</summary>
public sealed class ReplicaProcess : IAsyncDisposable
{
    private readonly Process process;
    private volatile bool hasMessage;

    private ReplicaProcess(Process process)
    {
        this.process = process;
        process.OutputDataReceived += (_, line) => hasMessage |= line.Data?.StartsWith("holding", StringComparison.Ordinal) ?? false;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public bool HasMessage => hasMessage;

    public static ReplicaProcess Start(BusSite site, params (string Key, string? Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(HoldingConsumer).Assembly.Location])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (key, value) in site.Settings.Select(setting => (setting.Key, setting.Value)).Concat(settings))
        {
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return new ReplicaProcess(Process.Start(start)!);
    }

    public void Kill() => process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
        }

        await process.WaitForExitAsync();
        process.Dispose();
    }
}
