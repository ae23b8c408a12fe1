namespace HelpdeskMail.AppHost.Tests.Running;

/// <summary>The processes below one process, as Linux lists them.</summary>
internal static class ProcessTree
{
    /// <summary>Ids of all processes that <paramref name="processId"/> started, and those started, and so on.</summary>
    public static IReadOnlyList<int> Below(int processId)
    {
        var children = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(System.IO.Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id > 0)
            .ToLookup(ParentOf);
        var found = new List<int>();
        var next = new Queue<int>(children[processId]);
        while (next.TryDequeue(out var id))
        {
            found.Add(id);
            foreach (var child in children[id])
            {
                next.Enqueue(child);
            }
        }

        return found;
    }

    /// <summary>Whether the process is there; one that has ended and waits for its parent to notice is not.</summary>
    public static bool IsAlive(int processId) => Fields(processId) is { Length: > 1 } fields && fields[0] != "Z";

    /// <summary>What the process was started with; nothing for one that has ended.</summary>
    public static string CommandLine(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline");
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static int ParentOf(int processId) => Fields(processId) is { Length: > 1 } fields ? int.Parse(fields[1], System.Globalization.CultureInfo.InvariantCulture) : 0;

    // "42 (name of the program) S 1 …": the name may hold anything, so the fields are counted from its closing bracket.
    private static string[]? Fields(int processId)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{processId}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
