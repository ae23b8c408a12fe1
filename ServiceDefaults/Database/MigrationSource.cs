using System.Reflection;

namespace HelpdeskMail.ServiceDefaults.Database;

/// <summary>Where a service's schema scripts come from.</summary>
/// <param name="Schema">The schema they are applied to, and whose table <c>migration</c> records them.</param>
/// <param name="Assembly">The assembly that embeds them as <c>*.Migrations.NNN-name.sql</c>.</param>
public sealed record MigrationSource(string Schema, Assembly Assembly)
{
    /// <summary>The scripts in the order of their numbers.</summary>
    public IReadOnlyList<Migration> Read() =>
    [
        .. Assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".sql", StringComparison.Ordinal) && name.Contains(".Migrations.", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Load),
    ];

    private Migration Load(string resource)
    {
        using var reader = new StreamReader(Assembly.GetManifestResourceStream(resource)!);
        var name = resource[(resource.LastIndexOf(".Migrations.", StringComparison.Ordinal) + ".Migrations.".Length)..^".sql".Length];
        return new Migration(name, reader.ReadToEnd());
    }
}
