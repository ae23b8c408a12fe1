using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace HelpdeskMail.Sandbox.Graph;

/// <summary>
/// Ids as Graph writes them: long, case-sensitive, opaque, in two kinds for messages. Both kinds are understood whatever the request prefers. The last eight bytes prove that it was made here, so that a damaged id (folded case, cut
/// off) is malformed and not somebody else's.
/// </summary>
public static class ItemId
{
    private const string EntryPrefix = "AAMkADU3";
    private const string ImmutablePrefix = "AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A";
    private const int FillerLength = 32;
    private const int ProofLength = 8;

    public static string Of(FiledMessage message, bool immutable) => immutable ? Write(ImmutablePrefix, message.ItemId.ToByteArray()) : Write(EntryPrefix, message.EntryId.ToByteArray());

    /// <summary>The id of a message that has gone, as it was.</summary>
    public static string Of(Guid itemId, Guid entryId, bool immutable) => immutable ? Write(ImmutablePrefix, itemId.ToByteArray()) : Write(EntryPrefix, entryId.ToByteArray());

    public static string OfFolder(long folder) => Write(EntryPrefix, FolderBytes(folder));

    public static string OfAttachment(Guid itemId, long number) => Write(EntryPrefix, [.. itemId.ToByteArray(), .. FolderBytes(number)]);

    /// <summary>A message's identity: by the id that stays or by the one that changes; null when it is neither.</summary>
    public static (Guid? ItemId, Guid? EntryId)? ReadMessage(string id)
    {
        if (Read(ImmutablePrefix, id) is { Length: 16 } stays)
        {
            return (new Guid(stays), null);
        }

        return Read(EntryPrefix, id) is { Length: 16 } changes ? (null, new Guid(changes)) : null;
    }

    public static long? ReadFolder(string id) => Read(EntryPrefix, id) is { Length: 8 } bytes ? BinaryPrimitives.ReadInt64BigEndian(bytes) : null;

    private static string Write(string prefix, byte[] bytes)
    {
        var hash = SHA256.HashData(bytes);
        return prefix + Base64Url.EncodeToString([.. hash.AsSpan(0, FillerLength), .. bytes, .. SHA256.HashData(hash).AsSpan(0, ProofLength)]) + "=";
    }

    private static byte[]? Read(string prefix, string id)
    {
        if (!id.StartsWith(prefix, StringComparison.Ordinal) || !Base64Url.IsValid(id.AsSpan(prefix.Length).TrimEnd('=')))
        {
            return null;
        }

        var bytes = Base64Url.DecodeFromChars(id.AsSpan(prefix.Length).TrimEnd('='));
        return bytes.Length > FillerLength + ProofLength && Write(prefix, bytes[FillerLength..^ProofLength]).TrimEnd('=') == id.TrimEnd('=') ? bytes[FillerLength..^ProofLength] : null;
    }

    private static byte[] FolderBytes(long number)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return bytes;
    }
}
