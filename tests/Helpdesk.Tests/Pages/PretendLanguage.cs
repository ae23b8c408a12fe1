using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Resources;

namespace HelpdeskMail.Helpdesk.Tests.Pages;

/// <summary>A language in which every sentence is the English one with a mark before it, as the satellite assembly that a translator's file becomes.</summary>
internal static class PretendLanguage
{
    public const string Name = "eo";
    public const string Mark = "[eo] ";

    /// <summary>Puts the satellite beside the helpdesk, where the service looks for languages when it starts.</summary>
    public static void PutIn()
    {
        var main = typeof(Words).Assembly.GetName();
        var resources = Resources();
        var metadata = new MetadataBuilder();
        metadata.AddModule(0, metadata.GetOrAddString($"{main.Name}.resources.dll"), metadata.GetOrAddGuid(Guid.NewGuid()), default, default);
        metadata.AddAssembly(metadata.GetOrAddString($"{main.Name}.resources"), main.Version!, metadata.GetOrAddString(Name), default, default, AssemblyHashAlgorithm.None);
        metadata.AddTypeDefinition(default, default, metadata.GetOrAddString("<Module>"), default, MetadataTokens.FieldDefinitionHandle(1), MetadataTokens.MethodDefinitionHandle(1));
        metadata.AddManifestResource(ManifestResourceAttributes.Public, metadata.GetOrAddString($"{main.Name}.Resources.Words.{Name}.resources"), default, 0);
        var data = new BlobBuilder();
        data.WriteInt32(resources.Length);
        data.WriteBytes(resources);
        var image = new BlobBuilder();
        new ManagedPEBuilder(PEHeaderBuilder.CreateLibraryHeader(), new MetadataRootBuilder(metadata), new BlobBuilder(), managedResources: data).Serialize(image);
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, Name));
        File.WriteAllBytes(Path.Combine(folder.FullName, $"{main.Name}.resources.dll"), image.ToArray());
    }

    private static byte[] Resources()
    {
        using var written = new MemoryStream();
        using (var writer = new ResourceWriter(written))
        {
            foreach (var (name, value) in WordSources.ReadResources())
            {
                writer.AddResource(name, $"{Mark}{value}");
            }
        }

        return written.ToArray();
    }
}
