using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using HelpdeskMail.AppHost.LocalHosting.Output;

namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>All resources of a model while it runs.</summary>
internal sealed class Orchestra
{
    private readonly IReadOnlyList<Supervisor> supervisors;

    public Orchestra(Model model, LocalSettings settings, Launchers launchers, ConsoleOutput console, TimeProvider time)
    {
        Runs = model.Resources
            .Where(resource => resource is not ParameterResource)
            .Select(resource => new ResourceRun(resource, Launchers.KindOf(resource), console, time))
            .ToList();
        supervisors = Runs
            .Select(run => new Supervisor(run, launchers.For(run.Resource), [.. DependenciesOf(run)], new RestartPolicy(settings.AutomaticRestart), time))
            .ToList();
        foreach (var run in Runs)
        {
            run.Update(status => status with { Addresses = AddressesOf(run.Resource) });
        }
    }

    /// <summary>The resources in the order of the model.</summary>
    public IReadOnlyList<ResourceRun> Runs { get; }

    public Supervisor? Find(string name) =>
        supervisors.FirstOrDefault(supervisor => string.Equals(supervisor.Run.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Ends when every resource has become healthy.</summary>
    public Task WhenAllUpAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Runs.Select(run => run.WhenAsync(status => status is { State: ResourceState.Running, Healthy: true }, cancellationToken)));

    /// <summary>Ends with the first server that there is no way to start: without it nothing else can run either.</summary>
    public async Task<ResourceStatus> WhenHopelessAsync(CancellationToken cancellationToken) =>
        await await Task.WhenAny(Runs
            .Where(run => run.Resource is ContainerResource or ConnectionStringResource)
            .Select(run => run.WhenAsync(status => status.State == ResourceState.FailedToStart, cancellationToken))
            .Append(Task.Delay(Timeout.Infinite, cancellationToken).ContinueWith(_ => Runs[0].Status, TaskScheduler.Default)));

    /// <summary>Runs everything until <paramref name="stopping"/>; then stops it, those that use others before those that are used.</summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var stopUsed = new CancellationTokenSource();
        var users = supervisors.Where(supervisor => supervisor.Run.Resource is ProjectResource).ToList();
        var working = users.ConvertAll(supervisor => supervisor.SuperviseAsync(stopping));
        var serving = supervisors.Except(users).Select(supervisor => supervisor.SuperviseAsync(stopUsed.Token)).ToList();
        await Task.WhenAll(working);
        if (users.Count == 0)
        {
            await Task.Delay(Timeout.Infinite, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await stopUsed.CancelAsync();
        await Task.WhenAll(serving);
    }

    private IEnumerable<ResourceRun> DependenciesOf(ResourceRun run)
    {
        var needed = run.Resource.Annotations.OfType<WaitSetting>().Select(setting => setting.Dependency);
        if (run.Resource is IResourceWithParent child)
        {
            needed = needed.Append(child.Parent);
        }

        return needed.Distinct().Select(resource => Runs.First(other => other.Resource == resource));
    }

    private static List<ResourceAddress> AddressesOf(IResource resource) =>
        resource.Annotations.OfType<EndpointAnnotation>()
            .Select(endpoint => new ResourceAddress(endpoint.Name, $"{endpoint.UriScheme}://localhost:{endpoint.AllocatedPort}"))
            .ToList();
}
