using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>The stylesheet, scripts and icon of the pages, carried in the assembly. Their addresses change with their content, so browsers keep them for good.</summary>
internal static partial class PageAssets
{
    private const string Prefix = "wwwroot/";

    private static readonly FrozenDictionary<string, Asset> All = typeof(PageAssets).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(Read)
        .ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>One for all files, since they name each other by relative addresses.</summary>
    private static readonly string Version = Convert.ToHexStringLower(
        SHA256.HashData([.. All.Values.OrderBy(asset => asset.Name, StringComparer.Ordinal).SelectMany(asset => SHA256.HashData(asset.Bytes))]).AsSpan(0, 6));

    private static readonly ConcurrentDictionary<string, IReadOnlyList<string>> Imports = new(StringComparer.Ordinal);

    /// <summary>The scripts' text.</summary>
    public static IEnumerable<string> Scripts => All.Values.Where(asset => asset.Name.EndsWith(".js", StringComparison.Ordinal)).Select(asset => Encoding.UTF8.GetString(asset.Bytes));

    /// <summary>Address of a file.</summary>
    public static string Address(string name) => $"/assets/{Version}/{All[name].Name}";

    /// <summary>Addresses of the scripts that a script imports, and that those import: a browser told of them at once need not find them one after the other. What is imported only when it is needed is not among them.</summary>
    /// <param name="name">The script.</param>
    public static IReadOnlyList<string> ImportsOf(string name) => Imports.GetOrAdd(name, static name => [.. Closure(name).Except([name], StringComparer.Ordinal).Select(Address)]);

    public static void MapAssets(this WebApplication app) => app.MapGet("/assets/{version}/{name}", Find).AllowAnonymous().ExcludeFromDescription();

    private static HashSet<string> Closure(string name)
    {
        var found = new HashSet<string>(StringComparer.Ordinal) { name };
        var open = new Queue<string>(found);
        while (open.TryDequeue(out var next))
        {
            foreach (Match import in Import().Matches(Encoding.UTF8.GetString(All[next].Bytes)))
            {
                if (found.Add(import.Groups["name"].Value))
                {
                    open.Enqueue(import.Groups["name"].Value);
                }
            }
        }

        return found;
    }

    [GeneratedRegex("""^import .* from "\./(?<name>[\w-]+\.js)";""", RegexOptions.Multiline | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Import();

    /// <summary>An outdated version gives the present file, but not for keeping.</summary>
    private static Results<FileContentHttpResult, NotFound> Find(string version, string name, HttpContext context)
    {
        if (!All.TryGetValue(name, out var asset))
        {
            return TypedResults.NotFound();
        }

        context.Response.Headers.CacheControl = version == Version ? "public, max-age=31536000, immutable" : "no-cache";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TypedResults.File(asset.Bytes, asset.MediaType, entityTag: new EntityTagHeaderValue($"\"{Version}\""));
    }

    private static Asset Read(string resource)
    {
        using var stream = typeof(PageAssets).Assembly.GetManifestResourceStream(resource)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var name = resource[Prefix.Length..];
        var mediaType = Path.GetExtension(name) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            _ => "application/octet-stream",
        };
        return new Asset(name, bytes, mediaType);
    }

    private sealed record Asset(string Name, byte[] Bytes, string MediaType);
}
