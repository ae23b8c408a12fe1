using System.Diagnostics;
using System.Runtime.InteropServices;
using HelpdeskMail.AppHost.LocalHosting.Output;
using HelpdeskMail.AppHost.LocalHosting.Processes;

namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>
/// Everything that may ask the AppHost to stop: Ctrl+C, SIGTERM, a closed terminal, and the end of <c>dotnet run</c> when that started
/// it and was killed. A second Ctrl+C does not wait any longer: the guard ends what is still there.
/// </summary>
internal sealed class StopRequest : IDisposable
{
    private const int Interrupted = 130;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private readonly CancellationTokenSource stopping;
    private readonly ConsoleOutput console;
    private readonly List<PosixSignalRegistration> registrations;
    private int asked;

    public StopRequest(ConsoleOutput console, TimeProvider time, CancellationToken cancellationToken)
    {
        this.console = console;
        stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Token = stopping.Token;
        registrations = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }
            .Select(signal => PosixSignalRegistration.Create(signal, OnSignal))];
        if (!OperatingSystem.IsWindows())
        {
            _ = WatchParentAsync(time);
        }
    }

    public CancellationToken Token { get; }

    public void Request()
    {
        if (!stopping.IsCancellationRequested)
        {
            stopping.Cancel();
        }
    }

    public void Dispose()
    {
        registrations.ForEach(registration => registration.Dispose());
        stopping.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref asked) == 1)
        {
            console.Say("Stopping…");
            Request();
        }
        else if (context.Signal == PosixSignal.SIGINT)
        {
            Environment.Exit(Interrupted);
        }
    }

    // dotnet run passes SIGTERM on and cannot pass SIGKILL on. A shell that started the AppHost and ended, as with nohup, is no reason to stop.
    private async Task WatchParentAsync(TimeProvider time)
    {
        var parent = UnixProcess.ParentId;
        if (!IsDotnet(parent))
        {
            return;
        }

        while (!Token.IsCancellationRequested && UnixProcess.ParentId == parent)
        {
            await Task.Delay(Pause, time, Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Request();
    }

    private static bool IsDotnet(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.ProcessName == "dotnet";
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
