using System.Threading.Channels;

namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>
/// Keeps one resource running: waits for what it needs, starts it, asks after its health, shows a crash and starts it again, and does
/// what a person asks for on the page. Its loop is the only place that starts or stops the resource.
/// </summary>
internal sealed class Supervisor(
    ResourceRun run,
    ILauncher launcher,
    IReadOnlyList<ResourceRun> dependencies,
    RestartPolicy policy,
    TimeProvider time)
{
    private const int LinesOfACrash = 15;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ProbeWhileStarting = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ProbeWhileHealthy = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Unusual = TimeSpan.FromSeconds(20);

    private readonly Channel<ResourceCommand> commands = Channel.CreateUnbounded<ResourceCommand>();

    public ResourceRun Run => run;

    /// <summary>Asks for a start, stop or restart; it is done in its turn. A start of what runs, and a stop of what does not, is done already.</summary>
    public void Ask(ResourceCommand command)
    {
        var state = run.Status.State;
        var isDone = command switch
        {
            ResourceCommand.Start => state is ResourceState.Waiting or ResourceState.Starting or ResourceState.Running,
            ResourceCommand.Stop => state is ResourceState.Stopping or ResourceState.Stopped,
            _ => false,
        };
        if (!isDone)
        {
            commands.Writer.TryWrite(command);
        }
    }

    /// <summary>Runs the resource until <paramref name="stopping"/>, then stops it.</summary>
    public async Task SuperviseAsync(CancellationToken stopping)
    {
        var next = ResourceCommand.Start;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                next = next == ResourceCommand.Stop
                    ? await commands.Reader.ReadAsync(stopping)
                    : await RunOnceAsync(stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                break;
            }
        }

        run.Update(status => status.State is ResourceState.FailedToStart or ResourceState.Exited or ResourceState.Finished
            ? status
            : status with { State = ResourceState.Stopped, Healthy = null, ProcessId = null });
    }

    /// <summary>One life of the resource, from waiting to its end. Returns what comes next.</summary>
    private async Task<ResourceCommand> RunOnceAsync(CancellationToken stopping)
    {
        using var life = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var asked = commands.Reader.ReadAsync(life.Token).AsTask();
        var begun = BeginAsync(life.Token);
        if (await Task.WhenAny(begun, asked) == asked && !stopping.IsCancellationRequested)
        {
            // Asked for something else before it was even started: give the attempt up.
            await life.CancelAsync();
            if (await SettleAsync(begun) is { } early)
            {
                await StopAsync(early);
            }

            return await DoneAsync(await asked);
        }

        var launched = await SettleAsync(begun);
        if (launched is null)
        {
            return stopping.IsCancellationRequested ? ResourceCommand.Stop : await asked;
        }

        var startedAt = time.GetTimestamp();
        var ended = launched.Process is { } process ? process.Exited : Task.Delay(Timeout.Infinite, life.Token);
        var health = WatchHealthAsync(launched, life.Token);
        var first = await Task.WhenAny(ended, asked);
        if (first == ended && launched.Process is { } gone && !stopping.IsCancellationRequested)
        {
            await life.CancelAsync();
            await SettleAsync(health);
            await SettleAsync(asked);
            if (asked.IsCompletedSuccessfully)
            {
                // A person asked in the moment it ended.
                return await DoneAsync(await asked);
            }

            return await AfterEndAsync(await gone.Exited, time.GetElapsedTime(startedAt), stopping);
        }

        await life.CancelAsync();
        await SettleAsync(health);
        await StopAsync(launched);
        return stopping.IsCancellationRequested ? ResourceCommand.Stop : await DoneAsync(await asked);
    }

    private Task<ResourceCommand> DoneAsync(ResourceCommand command)
    {
        policy.Reset();
        if (command == ResourceCommand.Stop)
        {
            run.Update(status => status with { State = ResourceState.Stopped, Healthy = null, ProcessId = null, StartedAt = null, Reason = null });
            run.Console.Say(run.Name, "stopped");
        }
        else
        {
            run.Update(status => status with { Restarts = status.Restarts + 1 });
        }

        return Task.FromResult(command);
    }

    private async Task<Launched?> BeginAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WaitForDependenciesAsync(cancellationToken);
            run.Update(status => status with { State = ResourceState.Starting, Healthy = null, Troubled = false, Reason = null, ExitCode = null });
            var launched = await launcher.LaunchAsync(run, cancellationToken);
            run.Update(status => status with
            {
                State = ResourceState.Running,
                ProcessId = launched.Process?.Id,
                StartedAt = time.GetUtcNow(),
                Detail = launched.Detail ?? status.Detail,
            });
            return launched;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            run.Note(exception.Message);
            run.Update(status => status with { State = ResourceState.FailedToStart, Healthy = false, Reason = exception.Message, ProcessId = null });
            run.Console.Warn(run.Name, $"could not be started: {exception.Message}");
            return null;
        }
    }

    private async Task WaitForDependenciesAsync(CancellationToken cancellationToken)
    {
        foreach (var dependency in dependencies)
        {
            run.Update(status => status with { State = ResourceState.Waiting, Healthy = null, Reason = $"waits for {dependency.Name}" });
            await dependency.WhenAsync(status => status is { State: ResourceState.Running, Healthy: true }, cancellationToken);
        }
    }

    private async Task WatchHealthAsync(Launched launched, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        var toldOfDelay = false;
        while (true)
        {
            var reason = await ProbeAsync(launched, cancellationToken);
            var before = run.Status;
            run.Update(status => status with { Healthy = reason is null, Reason = reason, Troubled = reason is not null && (status.Troubled || before.Healthy == true) });
            if (reason is null && before.Healthy != true)
            {
                run.Console.Say(run.Name, HealthyLine());
            }
            else if (reason is not null && before.Healthy == true)
            {
                run.Note($"unhealthy: {reason}");
                run.Console.Warn(run.Name, $"is not healthy: {reason}");
            }

            else if (reason is not null && !toldOfDelay && time.GetElapsedTime(began) > Unusual)
            {
                toldOfDelay = true;
                run.Update(status => status with { Troubled = true });
                run.Console.Warn(run.Name, $"is still not healthy: {reason}");
            }

            await Task.Delay(reason is null ? ProbeWhileHealthy : ProbeWhileStarting, time, cancellationToken);
        }
    }

    private string HealthyLine()
    {
        var status = run.Status;
        var addresses = string.Join("  ", status.Addresses.Select(address => address.Url));
        return string.Join("  ", new[] { addresses, status.Detail }.Where(part => part is { Length: > 0 }));
    }

    private static async Task<string?> ProbeAsync(Launched launched, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ProbeLimit);
        try
        {
            return await launched.ProbeAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"no answer within {ProbeLimit.TotalSeconds:0} s";
        }
    }

    private async Task<ResourceCommand> AfterEndAsync(int exitCode, TimeSpan ran, CancellationToken stopping)
    {
        var pause = exitCode == 0 ? null : policy.Next(ran);
        run.Note($"ended with exit code {exitCode}");
        run.Update(status => status with
        {
            State = exitCode == 0 ? ResourceState.Finished : ResourceState.Exited,
            Healthy = exitCode == 0 ? null : false,
            ExitCode = exitCode,
            ProcessId = null,
            StartedAt = null,
            Reason = $"ended with exit code {exitCode}",
        });
        ShowEnd(exitCode, pause);
        if (pause is not { } length)
        {
            return await commands.Reader.ReadAsync(stopping);
        }

        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var asked = commands.Reader.ReadAsync(waiting.Token).AsTask();
        await Task.WhenAny(asked, Task.Delay(length, time, stopping));
        if (asked.IsCompletedSuccessfully)
        {
            return await DoneAsync(await asked);
        }

        await waiting.CancelAsync();
        await SettleAsync(asked);
        run.Update(status => status with { Restarts = status.Restarts + 1 });
        return ResourceCommand.Start;
    }

    private void ShowEnd(int exitCode, TimeSpan? pause)
    {
        if (exitCode == 0)
        {
            run.Console.Say(run.Name, "finished");
            return;
        }

        var lines = run.Log.Last(LinesOfACrash).Where(line => !line.Text.StartsWith("[apphost]", StringComparison.Ordinal)).ToList();
        run.Console.Warn(run.Name, $"ended with exit code {exitCode}{(lines.Count > 0 ? "; its last lines:" : "")}");
        foreach (var line in lines)
        {
            run.Console.Warn(run.Name, $"  {line.Text}");
        }

        run.Console.Warn(run.Name, pause is { } length
            ? $"starts again in {length.TotalSeconds:0} s"
            : "stays down; start it again on the page");
    }

    private async Task StopAsync(Launched launched)
    {
        run.Update(status => status with { State = ResourceState.Stopping });
        if (launched.StopAsync is { } stop)
        {
            await stop();
        }
        else if (launched.Process is { } process)
        {
            await process.StopAsync(Grace, time);
        }

        run.Update(status => status with { ExitCode = null, ProcessId = null, Healthy = null });
    }

    private static async Task SettleAsync(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private static async Task<T?> SettleAsync<T>(Task<T?> task)
        where T : class
    {
        try
        {
            return await task;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}
