using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Aspire.Hosting;

namespace HelpdeskMail.AppHost.LocalHosting.Manifest;

/// <summary>Publishes the model as Aspire's manifest.</summary>
internal static class ManifestFile
{
    private const string DefaultName = "aspire-manifest.json";

    // Aspire's manifest writes + and quotes as they are read, and so do the people who compare it.
    private static readonly JsonWriterOptions Format = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" };

    /// <summary>Where the manifest goes: a .json file, or a folder for aspire-manifest.json; a relative path counts from the current folder, as in Aspire.</summary>
    /// <exception cref="DistributedApplicationException">No path is given.</exception>
    public static string PathOf(string? outputPath)
    {
        if (string.IsNullOrWhiteSpace(outputPath))
        {
            throw new DistributedApplicationException("Say where the manifest goes: --output-path aspire-manifest.json");
        }

        var path = Path.GetFullPath(outputPath);
        return path.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? path : Path.Combine(path, DefaultName);
    }

    /// <summary>Writes the manifest to <paramref name="path"/>; paths inside it count from there.</summary>
    public static async Task WriteAsync(Model model, string path, CancellationToken cancellationToken)
    {
        var folder = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(folder);
        await File.WriteAllBytesAsync(path, Render(model, folder), cancellationToken);
    }

    /// <summary>The manifest's text for a manifest that lies in <paramref name="folder"/>.</summary>
    public static byte[] Render(Model model, string folder)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Format))
        {
            new ManifestWriter(writer, folder).Write(model.Resources);
        }

        return [.. buffer.WrittenSpan, (byte)'\n'];
    }
}
