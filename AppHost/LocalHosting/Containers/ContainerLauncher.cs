using System.Security.Cryptography;
using System.Text;
using Aspire.Hosting.ApplicationModel;
using HelpdeskMail.AppHost.LocalHosting.Processes;
using HelpdeskMail.AppHost.LocalHosting.Running;

namespace HelpdeskMail.AppHost.LocalHosting.Containers;

/// <summary>Runs a server as the container that the model describes, when there is an engine for it.</summary>
internal sealed class ContainerLauncher(LocalSettings settings, ProcessStarter starter, ProcessGuard guard)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);
    private Task<(ContainerEngine? Engine, string WhyNot)>? search;

    /// <summary>Why the last attempt came to nothing.</summary>
    public string WhyNot { get; private set; } = "not tried";

    /// <summary>Starts the container; null when no engine answers or the image is not to be had.</summary>
    public async Task<Launched?> TryLaunchAsync(ResourceRun run, Func<CancellationToken, Task<string?>> probe, CancellationToken cancellationToken)
    {
        search ??= ContainerEngine.FindAsync(settings.ContainerEngine, cancellationToken);
        var (engine, whyNot) = await search;
        var image = run.Resource.Annotations.OfType<ContainerImage>().Single().Image;
        var problem = engine is null ? whyNot : await engine.ProvideAsync(image, line => run.Console.Say(run.Name, line), cancellationToken);
        if (engine is null || problem is not null)
        {
            WhyNot = problem ?? "";
            run.Note($"no container: {WhyNot}");
            return null;
        }

        // The mark keeps the containers and volumes of two checkouts apart.
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(settings.DataDirectory)))[..8];
        var name = $"helpdeskmail-{mark}-{run.Name}";
        await Tool.RunAsync([engine.Program, "rm", "--force", name], Limit, cancellationToken);
        var environment = await EnvironmentOf.ResolveAsync(run.Resource, cancellationToken);
        run.Update(status => status with { Environment = environment });
        guard.AddCommand(name, engine.Program, "rm", "--force", name);
        var process = starter.Start(new ProcessPlan(Command(engine, name, mark, image, run.Resource, environment), settings.DataDirectory, environment), run.Write);
        return new Launched(process, probe, $"{image} as container {name}", async () =>
        {
            await Tool.RunAsync([engine.Program, "stop", "--time", "10", name], Limit, CancellationToken.None);
            await process.Exited;
            guard.ForgetCommand(name);
        });
    }

    // Values of variables are taken from the environment of the command, so that no secret is on a command line that others can list.
    private static IReadOnlyList<string> Command(
        ContainerEngine engine,
        string name,
        string mark,
        string image,
        IResource resource,
        IReadOnlyList<EnvironmentValue> environment) =>
    [
        engine.Program, "run", "--rm", "--name", name,
        .. environment.SelectMany(variable => new[] { "--env", variable.Name }),
        .. resource.Annotations.OfType<EndpointAnnotation>().SelectMany(endpoint => new[] { "--publish", $"127.0.0.1:{endpoint.AllocatedPort}:{endpoint.TargetPort}" }),
        .. resource.Annotations.OfType<ContainerVolume>().SelectMany(volume => new[] { "--volume", $"{volume.Source}-{mark}:{volume.Target}{(volume.IsReadOnly ? ":ro" : "")}" }),
        image,
        .. resource.Annotations.OfType<ArgumentSetting>().SelectMany(setting => setting.Arguments),
    ];
}
