using System.Buffers;
using HelpdeskMail.MailStore.Contents;
using HelpdeskMail.ServiceDefaults.ServiceCalls;

namespace HelpdeskMail.MailStore.Batches;

/// <summary>
/// Reads a batch in the form of <see cref="Framing"/>, each message under its <see cref="BatchedHead"/>. Messages are hashed and packed
/// beside the reading, so that a batch uses more than one core.
/// </summary>
internal static class BatchReader
{
    /// <summary>Messages of a batch at most.</summary>
    public const int MostMessages = 500;

    /// <summary>Bytes of all messages of a batch at most: what one call holds in memory.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

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
                    throw new InvalidDataException($"A batch has {MostMessages} messages and {MostBytes} bytes at most.");
                }

                var raw = ArrayPool<byte>.Shared.Rent(Math.Max(1, head.Size));
                await Framing.ReadBytesAsync(source, raw.AsMemory(0, head.Size), cancellation);
                messages.Add(Task.Run(() => Pack(head, raw), cancellation));
            }

            return await Task.WhenAll(messages);
        }
        catch (InvalidDataException exception)
        {
            throw new BadHttpRequestException(exception.Message, exception);
        }
        finally
        {
            await ((Task)Task.WhenAll(messages)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<BatchedHead?> ReadHeadAsync(Stream source, CancellationToken cancellation)
    {
        var head = await Framing.ReadHeadAsync<BatchedHead>(source, cancellation);
        return head is null or { Key: not null, Size: >= 0 and <= ChunkEncoding.ChunkSize }
            ? head
            : throw new InvalidDataException($"A message of a batch has a key and {ChunkEncoding.ChunkSize} bytes at most; larger ones are sent alone.");
    }

    private static BatchedMessage Pack(BatchedHead head, byte[] raw)
    {
        try
        {
            if (head.Size == 0)
            {
                return new BatchedMessage(head, null, "The message has no bytes.");
            }

            return new BatchedMessage(head, StagedContent.Of(raw.AsSpan(0, head.Size)), null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(raw);
        }
    }
}
