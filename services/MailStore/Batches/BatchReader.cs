using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using HelpdeskMail.MailStore.Contents;

namespace HelpdeskMail.MailStore.Batches;

/// <summary>
/// Reads a batch: for each message four bytes with the length of its head (big-endian), the head as JSON (<see cref="BatchedHead"/>), then its bytes. Messages are hashed and packed
/// beside the reading, so that a batch uses more than one core.
/// </summary>
internal static class BatchReader
{
    /// <summary>Messages of a batch at most.</summary>
    public const int MostMessages = 500;

    /// <summary>Bytes of all messages of a batch at most: what one call holds in memory.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    private const int LongestHead = 16 * 1024;

    /// <summary>Reads a whole batch.</summary>
    /// <exception cref="BadHttpRequestException">It is not one, or goes beyond the limits.</exception>
    public static async Task<IReadOnlyList<BatchedMessage>> ReadAsync(Stream source, CancellationToken cancellation)
    {
        var messages = new List<Task<BatchedMessage>>();
        var bytes = 0L;
        try
        {
            while (await ReadHeadAsync(source, cancellation) is { } head)
            {
                bytes += head.Size;
                if (messages.Count == MostMessages || bytes > MostBytes)
                {
                    throw new BadHttpRequestException($"A batch has {MostMessages} messages and {MostBytes} bytes at most.");
                }

                var raw = ArrayPool<byte>.Shared.Rent(Math.Max(1, head.Size));
                await ReadExactlyAsync(source, raw.AsMemory(0, head.Size), cancellation);
                messages.Add(Task.Run(() => Pack(head, raw), cancellation));
            }

            return await Task.WhenAll(messages);
        }
        catch
        {
            await ((Task)Task.WhenAll(messages)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private static async Task<BatchedHead?> ReadHeadAsync(Stream source, CancellationToken cancellation)
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
            throw new BadHttpRequestException("The batch is cut off, or a head in it is too long.");
        }

        var json = new byte[length];
        await ReadExactlyAsync(source, json, cancellation);
        try
        {
            return JsonSerializer.Deserialize<BatchedHead>(json, JsonSerializerOptions.Web) is { Key: not null, Size: >= 0 and <= ChunkEncoding.ChunkSize } head
                ? head
                : throw new BadHttpRequestException($"A message of a batch has a key and {ChunkEncoding.ChunkSize} bytes at most; larger ones are sent alone.");
        }
        catch (JsonException exception)
        {
            throw new BadHttpRequestException("A head in the batch is no JSON.", exception);
        }
    }

    private static async Task ReadExactlyAsync(Stream source, Memory<byte> target, CancellationToken cancellation)
    {
        if (await source.ReadAtLeastAsync(target, target.Length, throwOnEndOfStream: false, cancellation) < target.Length)
        {
            throw new BadHttpRequestException("The batch is cut off.");
        }
    }

    private static BatchedMessage Pack(BatchedHead head, byte[] raw)
    {
        try
        {
            if (head.Size == 0)
            {
                return new BatchedMessage(head, null, "The message has no bytes.");
            }

            var bytes = raw.AsSpan(0, head.Size);
            var (encoding, packed) = ChunkEncoding.Encode(bytes);
            var chunk = new EncodedChunk(encoding, head.Size, packed);
            return new BatchedMessage(head, new StagedContent(SHA256.HashData(bytes), head.Size, Guid.CreateVersion7(), packed.Length, 1, chunk), null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
        }
    }
}
