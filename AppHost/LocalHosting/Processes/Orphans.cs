using System.Text;

namespace HelpdeskMail.AppHost.LocalHosting.Processes;

/// <summary>
/// Processes of an earlier run that nobody stopped: the AppHost and its guard were killed together. Each child carries the data
/// folder in its environment, by which the next AppHost on that folder knows it. Only Linux shows the environment of a process;
/// elsewhere such processes keep their ports, and the ports move.
/// </summary>
internal static class Orphans
{
    /// <summary>Environment variable that marks a child with the data folder of its AppHost.</summary>
    public const string Mark = "HELPDESKMAIL_APPHOST";

    private const int MostRounds = 100;
    private const int MostRoundsAfterKill = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Stops what an earlier AppHost on <paramref name="dataDirectory"/> left running, and returns how many that were.</summary>
    public static async Task<int> StopAsync(string dataDirectory, TimeProvider time, CancellationToken cancellationToken)
    {
        var left = Find(dataDirectory);
        var count = left.Count;
        foreach (var (id, signal) in left)
        {
            UnixProcess.Send(id, signal);
        }

        for (var round = 0; left.Count > 0 && round < MostRounds; round++)
        {
            await Task.Delay(Pause, time, cancellationToken);
            left = Find(dataDirectory);
        }

        foreach (var (id, _) in left)
        {
            UnixProcess.Send(id, UnixSignal.Kill);
        }

        // What dies still holds its files, ports and shared memory, and no longer shows its environment.
        for (var round = 0; left.Exists(one => UnixProcess.IsAlive(one.Id)) && round < MostRoundsAfterKill; round++)
        {
            await Task.Delay(Pause, time, cancellationToken);
        }

        return count;
    }

    private static List<(int Id, UnixSignal Signal)> Find(string dataDirectory)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var mark = $"{Mark}={dataDirectory}";
        return Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id > 0 && id != Environment.ProcessId && Read(id, "environ").Split('\0').Contains(mark, StringComparer.Ordinal))
            .Select(id => (id, Read(id, "comm").StartsWith("postgres", StringComparison.Ordinal) ? UnixSignal.Interrupt : UnixSignal.Terminate))
            .ToList();
    }

    private static string Read(int id, string file)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{id}/{file}"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has just ended, or belongs to somebody else.
            return "";
        }
    }
}
