using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace HelpdeskMail.Helpdesk.Pages;

/// <summary>The stylesheet, scripts and icon of the pages, carried in the assembly. Their addresses change with their content, so browsers keep them for good.</summary>
internal static class PageAssets
{
    private const string Prefix = "wwwroot/";

    private static readonly FrozenDictionary<string, Asset> All = typeof(PageAssets).Assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
        .Select(Read)
        .ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);

    /// <summary>One for all files, since they name each other by relative addresses.</summary>
    private static readonly string Version = Convert.ToHexStringLower(
        SHA256.HashData([.. All.Values.OrderBy(asset => asset.Name, StringComparer.Ordinal).SelectMany(asset => SHA256.HashData(asset.Bytes))]).AsSpan(0, 6));

    /// <summary>The scripts' text.</summary>
    public static IEnumerable<string> Scripts => All.Values.Where(asset => asset.Name.EndsWith(".js", StringComparison.Ordinal)).Select(asset => Encoding.UTF8.GetString(asset.Bytes));

    /// <summary>Address of a file.</summary>
    public static string Address(string name) => $"/assets/{Version}/{All[name].Name}";

    public static void MapAssets(this WebApplication app) => app.MapGet("/assets/{version}/{name}", Find).AllowAnonymous().ExcludeFromDescription();

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
