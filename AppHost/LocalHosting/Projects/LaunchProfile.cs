using System.Text.Json;
using Aspire.Hosting;

namespace HelpdeskMail.AppHost.LocalHosting.Projects;

/// <summary>The first profile of a project's launchSettings.json that starts the project itself.</summary>
/// <param name="ApplicationUrls">Addresses it asks for.</param>
/// <param name="EnvironmentVariables">What it sets.</param>
internal sealed record LaunchProfile(IReadOnlyList<Uri> ApplicationUrls, IReadOnlyDictionary<string, string> EnvironmentVariables)
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };

    /// <summary>Reads the profile of the project at <paramref name="projectPath"/>; null when it has none.</summary>
    /// <exception cref="DistributedApplicationException">The file is not what launch settings look like.</exception>
    public static LaunchProfile? ReadFirst(string projectPath)
    {
        var file = Path.Combine(Path.GetDirectoryName(projectPath)!, "Properties", "launchSettings.json");
        if (!File.Exists(file))
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(file), Lenient);
            return document.RootElement.TryGetProperty("profiles", out var profiles)
                ? profiles.EnumerateObject().Select(profile => profile.Value).Where(StartsProject).Select(Parse).FirstOrDefault()
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or UriFormatException)
        {
            throw new DistributedApplicationException($"{file} cannot be read: {exception.Message}", exception);
        }
    }

    private static bool StartsProject(JsonElement profile) =>
        profile.TryGetProperty("commandName", out var command) && command.GetString() == "Project";

    private static LaunchProfile Parse(JsonElement profile)
    {
        var urls = profile.TryGetProperty("applicationUrl", out var addresses) ? addresses.GetString() ?? "" : "";
        var variables = profile.TryGetProperty("environmentVariables", out var environment)
            ? environment.EnumerateObject().ToDictionary(variable => variable.Name, variable => variable.Value.GetString() ?? "", StringComparer.Ordinal)
            : [];
        return new LaunchProfile(
            [.. urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(url => new Uri(url))],
            variables);
    }
}
