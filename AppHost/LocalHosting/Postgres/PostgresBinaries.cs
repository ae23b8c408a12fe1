using System.Globalization;
using HelpdeskMail.AppHost.LocalHosting.Processes;

namespace HelpdeskMail.AppHost.LocalHosting.Postgres;

/// <summary>The folder of one PostgreSQL installation's programs.</summary>
/// <param name="Folder">Holds initdb, postgres and pg_ctl.</param>
/// <param name="Version">Major version.</param>
internal sealed record PostgresBinaries(string Folder, int Version)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>The command that installs PostgreSQL on this kind of machine.</summary>
    public static string HowToInstall =>
        OperatingSystem.IsMacOS() ? "brew install postgresql@17"
        : OperatingSystem.IsWindows() ? "winget install PostgreSQL.PostgreSQL.17"
        : Programs.Find("apt-get") is not null ? "sudo apt-get install postgresql"
        : Programs.Find("dnf") is not null ? "sudo dnf install postgresql-server"
        : Programs.Find("apk") is not null ? "sudo apk add postgresql"
        : Programs.Find("pacman") is not null ? "sudo pacman -S postgresql"
        : Programs.Find("zypper") is not null ? "sudo zypper install postgresql-server"
        : "the PostgreSQL server package of your system";

    /// <summary>Every installation of this machine: those on PATH in its order, then those in the usual places, the newest first.</summary>
    public static async Task<IReadOnlyList<PostgresBinaries>> FindAsync(CancellationToken cancellationToken)
    {
        var found = new List<PostgresBinaries>();
        foreach (var folder in Programs.SearchPath().Concat(UsualPlaces()).Select(Installation).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            var answer = await Tool.RunAsync([Program(folder, "postgres"), "--version"], Limit, cancellationToken);
            if (answer.Success && MajorVersion(answer.Output) is { } version)
            {
                found.Add(new PostgresBinaries(folder, version));
            }
        }

        return found;
    }

    /// <summary>Path of one of its programs.</summary>
    public string Path(string program) => Program(Folder, program);

    // A link on PATH, as /usr/local/bin/postgres often is, leads to the folder where the other programs and their data lie too.
    private static string? Installation(string folder)
    {
        var postgres = Program(folder, "postgres");
        if (!File.Exists(postgres))
        {
            return null;
        }

        var real = File.ResolveLinkTarget(postgres, returnFinalTarget: true)?.FullName ?? postgres;
        return new[] { System.IO.Path.GetDirectoryName(real)!, folder }
            .FirstOrDefault(place => File.Exists(Program(place, "initdb")) && File.Exists(Program(place, "postgres")));
    }

    private static string Program(string folder, string name) =>
        System.IO.Path.Combine(folder, OperatingSystem.IsWindows() ? $"{name}.exe" : name);

    private static IEnumerable<string> UsualPlaces()
    {
        (string Root, string Pattern, string Below)[] places = OperatingSystem.IsWindows()
            ? [(System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL"), "*", "bin")]
            :
            [
                ("/usr/lib/postgresql", "*", "bin"),
                ("/usr", "pgsql-*", "bin"),
                ("/usr/libexec", "postgresql*", ""),
                ("/opt/homebrew/opt", "postgresql*", "bin"),
                ("/usr/local/opt", "postgresql*", "bin"),
                ("/Applications/Postgres.app/Contents/Versions", "*", "bin"),
            ];
        return places
            .Where(place => Directory.Exists(place.Root))
            .SelectMany(place => Directory.EnumerateDirectories(place.Root, place.Pattern)
                .OrderByDescending(NumberIn)
                .Select(folder => System.IO.Path.Combine(folder, place.Below)));
    }

    private static int NumberIn(string folder) =>
        int.TryParse(string.Concat(System.IO.Path.GetFileName(folder).SkipWhile(c => !char.IsAsciiDigit(c)).TakeWhile(char.IsAsciiDigit)), CultureInfo.InvariantCulture, out var number)
            ? number
            : 0;

    // "postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)", "postgres (PostgreSQL) 18beta1"
    private static int? MajorVersion(string output)
    {
        const string Marker = "(PostgreSQL) ";
        var start = output.IndexOf(Marker, StringComparison.Ordinal);
        var digits = start < 0 ? "" : string.Concat(output[(start + Marker.Length)..].TakeWhile(char.IsAsciiDigit));
        return int.TryParse(digits, CultureInfo.InvariantCulture, out var version) ? version : null;
    }
}
