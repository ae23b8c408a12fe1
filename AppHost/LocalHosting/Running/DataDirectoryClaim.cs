using Aspire.Hosting;

namespace HelpdeskMail.AppHost.LocalHosting.Running;

/// <summary>Holds the data folder for one AppHost: two would run two servers on one PostgreSQL data directory.</summary>
internal static class DataDirectoryClaim
{
    /// <summary>Makes the folder where it is not there, and takes it until the returned file is closed, which the system does for a process that is killed.</summary>
    /// <exception cref="DistributedApplicationException">Another AppHost has it, or it cannot be made or written to.</exception>
    public static FileStream Take(string folder)
    {
        var file = Path.Combine(folder, "apphost.lock");
        try
        {
            Directory.CreateDirectory(folder);
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (File.Exists(file))
        {
            throw new DistributedApplicationException(
                $"Another AppHost runs with the data in {folder}. Stop it, or give this one a folder and ports of its own: AppHost__DataDirectory=… AppHost__Ports=free",
                exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DistributedApplicationException(
                $"The AppHost cannot keep its data in {folder}: {exception.Message} Make room there, run as the user who owns it, or choose another folder, for example AppHost__DataDirectory=/home/me/helpdeskmail",
                exception);
        }
    }
}
