using Xunit;

namespace HelpdeskMail.Fixtures;

/// <summary>Decides what a test does when something it needs from outside the repository is missing.</summary>
public static class RealServer
{
    /// <summary>True where a missing server must fail the run: the environment variable CI is set.</summary>
    public static bool IsContinuousIntegration => Environment.GetEnvironmentVariable("CI") is { Length: > 0 } and not "false" and not "0";

    /// <summary>Goes on when <paramref name="present"/>; otherwise fails the test in CI and skips it anywhere else.</summary>
    /// <param name="present">Whether the thing is there.</param>
    /// <param name="what">What is missing, as it would be installed: «Dovecot (Debian package dovecot-imapd)».</param>
    public static void Require(bool present, string what)
    {
        if (present)
        {
            return;
        }

        if (IsContinuousIntegration)
        {
            Assert.Fail($"Not installed: {what}. In CI a missing server is a failure.");
        }

        Assert.Skip($"Not installed: {what}.");
    }

    /// <summary>Path of a program on PATH or in the usual system folders; null when it is not installed.</summary>
    public static string? FindProgram(params string[] names)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Concat(["/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/lib/dovecot", "/usr/lib/postfix/sbin"]);
        return folders.SelectMany(_ => names, Path.Combine).FirstOrDefault(File.Exists);
    }
}
