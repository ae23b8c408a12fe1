using System.Diagnostics;
using System.Text.Json;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.AppHost.Tests.Manifest;

/// <summary>What the AppHost publishes from the repository's root.</summary>
public sealed class PublishedManifest : IAsyncLifetime
{
    public string Text { get; private set; } = "";

    public JsonDocument Document { get; private set; } = null!;

    /// <summary>Runs the AppHost with a command line that ends by itself.</summary>
    public static async Task<(int ExitCode, string Output)> PublishAsync(IReadOnlyList<string> arguments, string currentFolder)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "HelpdeskMail.AppHost.dll"), .. arguments])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = currentFolder,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, output + await errors);
    }

    public async ValueTask InitializeAsync()
    {
        // Beside the committed one, so that the paths inside it are the same.
        var file = Path.Combine(RepositoryRoot.Path, $"manifest-{Guid.NewGuid():N}.json");
        try
        {
            var (exitCode, output) = await PublishAsync(["--publisher", "manifest", "--output-path", file], RepositoryRoot.Path);
            exitCode.ShouldBe(0, output);
            Text = await File.ReadAllTextAsync(file);
            Document = JsonDocument.Parse(Text);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public ValueTask DisposeAsync()
    {
        Document.Dispose();
        return ValueTask.CompletedTask;
    }
}
