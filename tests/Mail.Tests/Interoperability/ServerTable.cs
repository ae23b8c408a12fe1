using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Mail.Tests.Interoperability;

/// <summary>The tables of the README that say which server does what how: each server's test compares its line with what it has just seen.</summary>
internal static class ServerTable
{
    private static readonly Lock Writing = new();

    /// <summary>Compares a server's line; with HELPDESKMAIL_WRITE_TABLES=1 it writes the line instead.</summary>
    /// <param name="server">The line's first cell, which names the server and, where it has several, the protocol.</param>
    /// <param name="cells">What was seen, a cell each.</param>
    public static void ShouldSay(string server, IEnumerable<string> cells)
    {
        var seen = $"| {server} | {string.Join(" | ", cells)} |";
        lock (Writing)
        {
            var file = Path.Combine(RepositoryRoot.Path, "README.md");
            var lines = File.ReadAllLines(file);
            var at = Array.FindIndex(lines, line => line.StartsWith($"| {server} |", StringComparison.Ordinal));
            at.ShouldBeGreaterThan(0, $"README.md has no line for {server}.");
            if (Environment.GetEnvironmentVariable("HELPDESKMAIL_WRITE_TABLES") is "1")
            {
                lines[at] = seen;
                File.WriteAllLines(file, lines);
            }

            lines[at].ShouldBe(seen, "README.md says otherwise; HELPDESKMAIL_WRITE_TABLES=1 writes the line anew.");
        }
    }
}
