using System.Diagnostics;

namespace HelpdeskMail.AppHost.Tests.Running;

/// <summary>A process called dotnet that starts the AppHost and waits for it, as dotnet run does once it has built.</summary>
internal static class DotnetRunStandIn
{
    public static Process Start(string assembly, string folder)
    {
        // A shell under the name that the AppHost looks for; a build inside a test would take longer than the rest of it.
        var shell = System.IO.Path.Combine(folder, "dotnet");
        File.Copy(File.ResolveLinkTarget("/bin/sh", returnFinalTarget: true)?.FullName ?? "/bin/sh", shell);
        var start = new ProcessStartInfo(shell, ["-c", $"dotnet '{assembly}' >/dev/null 2>&1; exit"])
        {
            WorkingDirectory = folder,
        };
        start.Environment["AppHost__DataDirectory"] = System.IO.Path.Combine(folder, "data");
        start.Environment["AppHost__AddressesFile"] = System.IO.Path.Combine(folder, "addresses.json");
        start.Environment["AppHost__Ports"] = "free";
        start.Environment["AppHost__ContainerEngine"] = "none";
        return Process.Start(start)!;
    }
}
