using System.Buffers.Binary;
using System.Text.Json;

namespace HelpdeskMail.ServiceDefaults.ServiceCalls;

/// <summary>
/// Many things in one body, one after the other: for each four bytes with the length of its head (big-endian), the head as JSON, then as many bytes as the head says.
/// </summary>
public static class Framing
{
    private const int LongestHead = 16 * 1024;

    /// <summary>The beginning of a thing: the length of its head and the head.</summary>
    public static byte[] Head<T>(T head)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(head, JsonSerializerOptions.Web);
        var framed = new byte[sizeof(int) + json.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed, json.Length);
        json.CopyTo(framed, sizeof(int));
        return framed;
    }

    /// <summary>Reads the head of the next thing; null at the end.</summary>
    /// <exception cref="InvalidDataException">The body is cut off, or this is no head, or one of more than 16 KiB.</exception>
    public static async ValueTask<T?> ReadHeadAsync<T>(Stream source, CancellationToken cancellation)
        where T : class
    {
        var prefix = new byte[sizeof(int)];
        var read = await source.ReadAtLeastAsync(prefix, prefix.Length, throwOnEndOfStream: false, cancellation);
        if (read == 0)
        {
            return null;
        }

        var length = read == prefix.Length ? BinaryPrimitives.ReadInt32BigEndian(prefix) : 0;
        if (length is <= 0 or > LongestHead)
        {
            throw new InvalidDataException("The batch is cut off, or a head in it is too long.");
        }

        var json = new byte[length];
        await ReadBytesAsync(source, json, cancellation);
        try
        {
            return JsonSerializer.Deserialize<T>(json, JsonSerializerOptions.Web) ?? throw new InvalidDataException("A head in the batch says nothing.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException("A head in the batch is no JSON.", exception);
        }
    }

    /// <summary>Reads the bytes of a thing.</summary>
    /// <exception cref="InvalidDataException">The body is cut off.</exception>
    public static async ValueTask ReadBytesAsync(Stream source, Memory<byte> target, CancellationToken cancellation)
    {
        if (await source.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, cancellation) < target.Length)
        {
            throw new InvalidDataException("The batch is cut off.");
        }
    }
}
