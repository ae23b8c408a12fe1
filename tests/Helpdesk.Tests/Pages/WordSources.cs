using System.Text.RegularExpressions;
using System.Xml.Linq;
using HelpdeskMail.Fixtures;

namespace HelpdeskMail.Helpdesk.Tests.Pages;

/// <summary>The words that the sources of the helpdesk ask the resources for, and the file of those resources.</summary>
internal static partial class WordSources
{
    private static readonly string Folder = Path.Combine(RepositoryRoot.Path, "services", "Helpdesk");

    /// <summary>The file with all words in English.</summary>
    public static string ResourceFile { get; } = Path.Combine(Folder, "Resources", "Words.resx");

    /// <summary>Every key with the files that use it, sorted by the names that the keys have in the resources.</summary>
    public static SortedDictionary<string, SortedSet<string>> ReadKeys()
    {
        var keys = new SortedDictionary<string, SortedSet<string>>(Comparer<string>.Create((one, other) => string.CompareOrdinal(Translated.NameOf(one), Translated.NameOf(other))));
        foreach (var file in Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories))
        {
            var asked = Path.GetExtension(file) switch { ".cs" or ".razor" => Asked(), ".js" => Said(), _ => null };
            foreach (Match match in asked?.Matches(File.ReadAllText(file)) ?? Enumerable.Empty<Match>())
            {
                var key = Escaped().Replace(match.Groups["key"].Value, "${sign}");
                if (!keys.TryGetValue(key, out var files))
                {
                    keys.Add(key, files = new SortedSet<string>(StringComparer.Ordinal));
                }

                files.Add(Path.GetRelativePath(Folder, file));
            }
        }

        return keys;
    }

    /// <summary>Where a key is put together when the page is shown, so that nobody could find it here.</summary>
    public static IReadOnlyList<string> ReadComputedKeys() =>
        [.. Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is ".cs" or ".razor")
            .SelectMany(file => Computed().Matches(File.ReadAllText(file)).Select(match => $"{Path.GetRelativePath(Folder, file)}: {match.Value}"))];

    /// <summary>Names and values of the file.</summary>
    public static IReadOnlyList<(string Name, string Value)> ReadResources() =>
        [.. XDocument.Load(ResourceFile).Root!.Elements("data").Select(data => ((string)data.Attribute("name")!, (string)data.Element("value")!))];

    /// <summary>Writes the file from the sources.</summary>
    public static void WriteResources()
    {
        static XElement Header(string name, string value) => new("resheader", new XAttribute("name", name), new XElement("value", value));
        var root = new XElement(
            "root",
            Header("resmimetype", "text/microsoft-resx"),
            Header("version", "2.0"),
            Header("reader", "System.Resources.ResXResourceReader, System.Windows.Forms, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089"),
            Header("writer", "System.Resources.ResXResourceWriter, System.Windows.Forms, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089"),
            ReadKeys().Keys.Select(key => new XElement("data", new XAttribute("name", Translated.NameOf(key)), new XAttribute(XNamespace.Xml + "space", "preserve"), new XElement("value", key))));
        File.WriteAllText(ResourceFile, $"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n{root.ToString().ReplaceLineEndings("\n")}\n");
    }

    [GeneratedRegex("""(\bW\[|\bTranslated\.(Of|Key)\()\s*"(?<key>([^"\\\n]|\\.)+)"\s*[,\])]""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Asked();

    [GeneratedRegex("""\bsay\("(?<key>[^"\\\n]+)"[,)]""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Said();

    [GeneratedRegex("""(\bW\[|\bTranslated\.(Of|Key)\()\s*[$@][^\n]{0,80}""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Computed();

    [GeneratedRegex("""\\(?<sign>["\\])""", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Escaped();
}
