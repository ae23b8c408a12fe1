using System.ComponentModel;
using System.Diagnostics;
using Aspire.Hosting;

namespace HelpdeskMail.AppHost.LocalHosting.Processes;

/// <summary>Starts processes so that none is ever left behind.</summary>
/// <param name="guard">Learns of each process before that process does anything.</param>
/// <param name="dataDirectory">Marks the children as those of this AppHost.</param>
internal sealed class ProcessStarter(ProcessGuard guard, string dataDirectory)
{
    // What the AppHost was told about itself is no business of what it starts.
    private static readonly string[] NotInherited = ["AppHost__", "ASPNETCORE_", "DOTNET_ENVIRONMENT", "DOTNET_LAUNCH_PROFILE", "ConnectionStrings__", "Parameters__", "MSBUILD"];

    // The child waits for a word on its input before it becomes the program. If the AppHost dies before the guard knows of the child,
    // the input closes without the word, and the child ends.
    private const string WaitForWord = "read -r word && exec \"$@\" </dev/null";

    /// <summary>Starts a process; <paramref name="output"/> gets its lines, one at a time.</summary>
    /// <exception cref="DistributedApplicationException">The program cannot be started.</exception>
    public ChildProcess Start(ProcessPlan plan, Action<string> output)
    {
        IReadOnlyList<string> command = OperatingSystem.IsWindows()
            ? plan.Command
            : [.. OwnSession.Prefix, "/bin/sh", "-c", WaitForWord, "apphost-start", .. plan.Command];
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            WorkingDirectory = plan.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in start.Environment.Keys.Where(IsNotInherited).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment[Orphans.Mark] = dataDirectory;
        foreach (var (name, value) in plan.Environment)
        {
            start.Environment[name] = value;
        }

        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new DistributedApplicationException($"{plan.Command[0]} cannot be started: {exception.Message}", exception);
        }

        guard.Add(process, plan.StopSignal);
        try
        {
            process.StandardInput.WriteLine("start");
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already; how, its exit code and its lines tell.
        }

        return new ChildProcess(process, plan.StopSignal, guard, output);
    }

    private static bool IsNotInherited(string name) =>
        Array.Exists(NotInherited, prefix => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
