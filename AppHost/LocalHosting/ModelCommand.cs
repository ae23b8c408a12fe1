using Aspire.Hosting;
using HelpdeskMail.AppHost.LocalHosting.Manifest;
using HelpdeskMail.AppHost.LocalHosting.Running;

namespace HelpdeskMail.AppHost.LocalHosting;

/// <summary>Does what the AppHost was started for and turns what went wrong into a sentence and an exit code.</summary>
internal static class ModelCommand
{
    public static async Task<int> ExecuteAsync(Model model, CancellationToken cancellationToken)
    {
        try
        {
            if (model.Context.IsPublishMode)
            {
                var path = ManifestFile.PathOf(model.Configuration["Pipeline:OutputPath"]);
                await ManifestFile.WriteAsync(model, path, cancellationToken);
                await Console.Out.WriteLineAsync($"Published manifest to: {path}");
                return 0;
            }

            return await ModelRun.ExecuteAsync(model, LocalSettings.Read(model.Configuration, model.Directory), cancellationToken);
        }
        catch (DistributedApplicationException exception)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A disk that is full, a folder that is closed: the system's words name the file.
            await Console.Error.WriteLineAsync($"The AppHost cannot go on: {exception.Message}");
            return 1;
        }
    }
}
