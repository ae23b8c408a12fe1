using System.Runtime.InteropServices;

namespace HelpdeskMail.AppHost.LocalHosting.Processes;

/// <summary>What .NET's Process does not offer on Linux and macOS.</summary>
internal static partial class UnixProcess
{
    public static bool IsRoot => !OperatingSystem.IsWindows() && EffectiveUser() == 0;

    /// <summary>Id of the process that started this one; another once that one has ended.</summary>
    public static int ParentId => GetParent();

    /// <summary>Sends a signal to one process, or with a negative id to a process group; false when there is none.</summary>
    public static bool Send(int processId, UnixSignal signal) => Kill(processId, (int)signal) == 0;

    /// <summary>Sets what the owner, the group and others may do with a file or folder.</summary>
    public static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode);
        }
    }

    public static bool IsAlive(int processId) => Send(processId, UnixSignal.None);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int processId, int signal);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint EffectiveUser();

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetParent();
}
