using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using HelpdeskMail.AppHost.LocalHosting.Processes;
using HelpdeskMail.AppHost.LocalHosting.Running;

namespace HelpdeskMail.AppHost.LocalHosting.Projects;

/// <summary>Runs a project's built output, without building it again.</summary>
/// <param name="starter">Starts the process.</param>
/// <param name="http">Asks for health.</param>
internal sealed class ProjectLauncher(ProcessStarter starter, HttpClient http) : ILauncher
{
    public async Task<Launched> LaunchAsync(ResourceRun run, CancellationToken cancellationToken)
    {
        var metadata = run.Resource.Annotations.OfType<ProjectSetting>().Single().Metadata;
        var environment = await EnvironmentOf.ResolveAsync(run.Resource, cancellationToken);
        run.Update(status => status with { Environment = environment });
        var arguments = run.Resource.Annotations.OfType<ArgumentSetting>().SelectMany(setting => setting.Arguments);
        var plan = new ProcessPlan(
            [.. Command(metadata), .. arguments],
            Path.GetDirectoryName(metadata.ProjectPath)!,
            [new EnvironmentValue("DOTNET_ROOT", DotnetHost.Root), .. environment]);
        var checks = run.Resource.Annotations.OfType<HttpHealthCheckSetting>().ToList();
        return new Launched(starter.Start(plan, run.Write), token => ProbeAsync(run.Resource, checks, token));
    }

    private static IReadOnlyList<string> Command(IProjectMetadata metadata)
    {
        var assembly = ((IBuiltProject)metadata).TargetPath;
        var program = Path.ChangeExtension(assembly, OperatingSystem.IsWindows() ? ".exe" : null);
        return File.Exists(program) ? [program]
            : File.Exists(assembly) ? [DotnetHost.Program, assembly]
            : throw new DistributedApplicationException($"{assembly} is not there. Build the AppHost again: dotnet build AppHost");
    }

    private async Task<string?> ProbeAsync(IResource resource, List<HttpHealthCheckSetting> checks, CancellationToken cancellationToken)
    {
        foreach (var check in checks)
        {
            var url = new EndpointReference((IResourceWithEndpoints)resource, check.EndpointName).Url + check.Path;
            try
            {
                using var answer = await http.GetAsync(url, cancellationToken);
                if ((int)answer.StatusCode != check.StatusCode)
                {
                    return $"{check.Path} answers {(int)answer.StatusCode}";
                }
            }
            catch (HttpRequestException exception)
            {
                return $"{check.Path} does not answer: {exception.Message}";
            }
        }

        return null;
    }
}
