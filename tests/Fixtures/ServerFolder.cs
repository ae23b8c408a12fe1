using System.Diagnostics;

namespace HelpdeskMail.Fixtures;

/// <summary>Folders that servers of the tests wrote into.</summary>
public static class ServerFolder
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Deletes the folder of a server that has been ended. Its children end a moment after it and may be writing still, so this is tried again; what is there after half a minute is left to the system, which clears
    /// its folder for temporary files.
    /// </summary>
    /// <param name="folder">The folder; it need not be there any more.</param>
    public static void Delete(string folder)
    {
        var clock = Stopwatch.StartNew();
        var pause = default(SpinWait);
        while (Directory.Exists(folder) && clock.Elapsed < Patience)
        {
            try
            {
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                pause.SpinOnce();
            }
        }
    }
}
