using System.Globalization;
using HelpdeskMail.AppHost.LocalHosting.Containers;
using HelpdeskMail.AppHost.LocalHosting.Output;
using HelpdeskMail.AppHost.LocalHosting.Page;
using HelpdeskMail.AppHost.LocalHosting.Ports;
using HelpdeskMail.AppHost.LocalHosting.Postgres;
using HelpdeskMail.AppHost.LocalHosting.Processes;
using HelpdeskMail.AppHost.LocalHosting.Projects;
using HelpdeskMail.AppHost.LocalHosting.RabbitMq;

namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>One run of the model on this machine, from the first line on the console to the last process gone.</summary>
internal static class ModelRun
{
    /// <summary>Runs until a signal, a person or <paramref name="cancellationToken"/> ends it. Returns the exit code.</summary>
    public static async Task<int> ExecuteAsync(Model model, LocalSettings settings, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        var console = new ConsoleOutput(settings.Verbose);
        using var claim = DataDirectoryClaim.Take(settings.DataDirectory);
        var pidFile = Path.Combine(settings.DataDirectory, "guard.pid");
        await ProcessGuard.WaitForEarlierAsync(pidFile, time, cancellationToken);
        if (await Orphans.StopAsync(settings.DataDirectory, time, cancellationToken) is > 0 and var orphans)
        {
            console.Say($"Stopped {orphans} {(orphans == 1 ? "process" : "processes")} that an earlier run left behind.");
        }

        using var stop = new StopRequest(console, time, cancellationToken);
        await using var guard = ProcessGuard.Start(pidFile);

        var ports = new PortPlan(Path.Combine(settings.DataDirectory, "ports.json"), settings.FreePorts);
        var pagePort = ports.Choose("apphost/page", settings.FreePorts || settings.PagePort == 0 ? null : settings.PagePort);
        var moved = ports.Assign(model.Resources);
        var starter = new ProcessStarter(guard, settings.DataDirectory);
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var containers = new ContainerLauncher(settings, starter, guard);
        var launchers = new Launchers(
            new ProjectLauncher(starter, http),
            new PostgresLauncher(settings, containers, starter, time),
            new DatabaseLauncher(),
            new RabbitMqLauncher(settings, containers, starter, ports, time),
            new ConnectionLauncher());
        var orchestra = new Orchestra(model, settings, launchers, console, time);
        await using var page = await ResourcePage.StartAsync(orchestra, model, settings, pagePort, time, stop.Token);

        console.Say($"HelpdeskMail starts. Its resources: {page.LoginAddress}   (Ctrl+C stops everything, --verbose shows every line)");
        if (!settings.FreePorts && pagePort != settings.PagePort && settings.PagePort != 0)
        {
            console.Warn("page", $"port {settings.PagePort} is taken; it listens on {pagePort} instead");
        }

        foreach (var port in moved)
        {
            console.Warn(port.Resource, $"port {port.Wanted} is taken; {port.Endpoint} listens on {port.Port} instead");
        }

        var addresses = new AddressesFile(settings.AddressesFile, orchestra, page);
        await addresses.WriteAsync(ready: false, stop.Token);
        var running = orchestra.RunAsync(stop.Token);
        var up = AnnounceAsync(orchestra, addresses, console, () => time.GetElapsedTime(began), stop.Token);
        var hopeless = orchestra.WhenHopelessAsync(stop.Token);
        await Task.WhenAny(running, hopeless);
        var failed = !stop.Token.IsCancellationRequested;
        stop.Request();
        await running;
        await up.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        addresses.Remove();
        console.Say(failed ? "HelpdeskMail could not start." : "HelpdeskMail has stopped.");
        return failed ? 1 : 0;
    }

    private static async Task AnnounceAsync(Orchestra orchestra, AddressesFile addresses, ConsoleOutput console, Func<TimeSpan> elapsed, CancellationToken cancellationToken)
    {
        await orchestra.WhenAllUpAsync(cancellationToken);
        await addresses.WriteAsync(ready: true, cancellationToken);
        console.Say(string.Create(CultureInfo.InvariantCulture, $"Everything is healthy after {elapsed().TotalSeconds:0.0} s."));
    }
}
