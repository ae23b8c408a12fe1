using System.Buffers.Binary;
using System.Net;
using System.Text.Json;
using HelpdeskMail.Fetch.Taking;
using HelpdeskMail.Fetch.Watching;

namespace HelpdeskMail.Fetch.Storing;

/// <summary>A batch on its way to the MailStore: for each message four bytes with the length of its head (big-endian), the head as JSON, its bytes.</summary>
internal sealed class BatchContent : HttpContent
{
    private readonly IReadOnlyList<BufferedMessage> messages;
    private readonly List<byte[]> heads;
    private readonly Action progress;

    /// <summary>For some messages.</summary>
    /// <param name="mailbox">The mailbox they lie in.</param>
    /// <param name="messages">The messages.</param>
    /// <param name="progress">Called whenever the store has taken one.</param>
    public BatchContent(WatchedMailbox mailbox, IReadOnlyList<BufferedMessage> messages, Action progress)
    {
        this.messages = messages;
        this.progress = progress;
        heads = [.. messages.Select(message => JsonSerializer.SerializeToUtf8Bytes(
            new Head(mailbox.Place(message.Key).Key, message.Length, message.ReceivedAt?.ToUniversalTime(), message.Trace?.Id), JsonSerializerOptions.Web))];
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var prefix = new byte[sizeof(int)];
        for (var at = 0; at < messages.Count; at++)
        {
            BinaryPrimitives.WriteInt32BigEndian(prefix, heads[at].Length);
            await stream.WriteAsync(prefix, cancellationToken);
            await stream.WriteAsync(heads[at], cancellationToken);
            await stream.WriteAsync(messages[at].Content, cancellationToken);
            progress();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        for (var at = 0; at < messages.Count; at++)
        {
            length += sizeof(int) + heads[at].Length + messages[at].Length;
        }

        return true;
    }

    private sealed record Head(string Key, int Size, DateTimeOffset? ReceivedAt, string? Trace);
}
