using System.Net;
using HelpdeskMail.Fetch.Taking;
using HelpdeskMail.Fetch.Watching;
using HelpdeskMail.ServiceDefaults.ServiceCalls;

namespace HelpdeskMail.Fetch.Storing;

/// <summary>A batch on its way to the MailStore, in the form of <see cref="Framing"/>.</summary>
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
        heads = [.. messages.Select(message => Framing.Head(
            new Head(mailbox.Place(message.Key).Key, message.Length, message.ReceivedAt?.ToUniversalTime(), message.Trace?.Id)))];
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        for (var at = 0; at < messages.Count; at++)
        {
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
            length += heads[at].Length + messages[at].Length;
        }

        return true;
    }

    private sealed record Head(string Key, int Size, DateTimeOffset? ReceivedAt, string? Trace);
}
