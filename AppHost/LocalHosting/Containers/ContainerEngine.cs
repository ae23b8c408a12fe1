using HelpdeskMail.AppHost.LocalHosting.Processes;

namespace HelpdeskMail.AppHost.LocalHosting.Containers;

/// <summary>A container engine that answers on this machine.</summary>
/// <param name="Program">Path of docker or podman.</param>
internal sealed record ContainerEngine(string Program)
{
    private static readonly TimeSpan AnswerLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PullLimit = TimeSpan.FromMinutes(5);
    private static readonly string[] Known = ["docker", "podman"];

    /// <summary>The first engine that answers, or why none does.</summary>
    /// <param name="wanted">docker, podman, none, or null for either.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public static async Task<(ContainerEngine? Engine, string WhyNot)> FindAsync(string? wanted, CancellationToken cancellationToken)
    {
        if (wanted == "none")
        {
            return (null, "AppHost:ContainerEngine is none");
        }

        var reasons = new List<string>();
        foreach (var name in wanted is null ? Known : [wanted])
        {
            if (Programs.Find(name) is not { } program)
            {
                reasons.Add($"{name} is not installed");
                continue;
            }

            var answer = await Tool.RunAsync([program, "version", "--format", "{{.Server.Version}}"], AnswerLimit, cancellationToken);
            if (answer.Success)
            {
                return (new ContainerEngine(program), "");
            }

            reasons.Add($"{name} does not answer");
        }

        return (null, string.Join(", ", reasons));
    }

    /// <summary>Whether the image is there or could be pulled; null when it is, else why not.</summary>
    public async Task<string?> ProvideAsync(string image, Action<string> say, CancellationToken cancellationToken)
    {
        if ((await Tool.RunAsync([Program, "image", "inspect", image], AnswerLimit, cancellationToken)).Success)
        {
            return null;
        }

        say($"pulls {image}");
        var pulled = await Tool.RunAsync([Program, "pull", "--quiet", image], PullLimit, cancellationToken);
        return pulled.Success ? null : $"{image} cannot be pulled: {pulled.Output.Split('\n')[^1]}";
    }
}
