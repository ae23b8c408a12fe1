namespace HelpdeskMail.AppHost.LocalHosting.Processes;

/// <summary>
/// Starts children in sessions of their own, so that Ctrl+C at the terminal reaches the AppHost alone and it can stop them in order.
/// Where the program for it is missing (macOS has none), they stay in the AppHost's group and hear Ctrl+C themselves.
/// </summary>
internal static class OwnSession
{
    public static IReadOnlyList<string> Prefix { get; } = Programs.Find("setsid") is { } setsid ? [setsid] : [];

    /// <summary>Whether a child leads a process group that can be ended as a whole.</summary>
    public static bool HasOwnGroup => Prefix.Count > 0;
}
