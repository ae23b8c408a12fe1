using Aspire.Hosting;

namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>Holds the data folder for one AppHost: two would run two servers on one PostgreSQL data directory.</summary>
internal static class DataDirectoryClaim
{
    /// <summary>Takes the folder until the returned file is closed, which the system does for a process that is killed.</summary>
    /// <exception cref="DistributedApplicationException">Another AppHost has it.</exception>
    public static FileStream Take(string folder)
    {
        var file = Path.Combine(folder, "apphost.lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (File.Exists(file))
        {
            throw new DistributedApplicationException(
                $"Another AppHost runs with the data in {folder}. Stop it, or give this one a folder and ports of its own: AppHost__DataDirectory=… AppHost__Ports=free",
                exception);
        }
        catch (UnauthorizedAccessException exception)
        {
            throw new DistributedApplicationException($"{file} cannot be written: {exception.Message} Run as the user who owns {folder}, or set AppHost__DataDirectory.", exception);
        }
    }
}
