using System.Runtime.InteropServices;

namespace HelpdeskMail.AppHost.LocalHosting.Projects;

/// <summary>The .NET installation that this process runs on.</summary>
internal static class DotnetHost
{
    /// <summary>Its folder: the runtime lies in shared/Microsoft.NETCore.App/VERSION below it.</summary>
    public static string Root { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    /// <summary>The dotnet program.</summary>
    public static string Program { get; } = Path.Combine(Root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet");
}
