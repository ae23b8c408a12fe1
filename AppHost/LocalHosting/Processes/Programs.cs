namespace HelpdeskMail.AppHost.LocalHosting.Processes;

/// <summary>Finds programs of this machine.</summary>
internal static class Programs
{
    private static readonly string[] WindowsEndings = [".exe", ".cmd", ".bat"];

    /// <summary>Path of the program <paramref name="name"/> in the folders of PATH or one of <paramref name="elsewhere"/>; null when there is none.</summary>
    public static string? Find(string name, params IEnumerable<string> elsewhere) =>
        SearchPath().Concat(elsewhere).SelectMany(folder => FileNames(name).Select(file => Path.Combine(folder, file))).FirstOrDefault(File.Exists);

    /// <summary>The folders of PATH, in order.</summary>
    public static IEnumerable<string> SearchPath() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The names a program's file may have on this system.</summary>
    public static IEnumerable<string> FileNames(string name) =>
        OperatingSystem.IsWindows() ? WindowsEndings.Select(ending => name + ending) : [name];
}
