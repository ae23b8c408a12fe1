namespace HelpdeskMail.Mail.Sending;

/// <summary>
/// A message to hand over, written out when it is needed, possibly more than once (IMAP must know the size beforehand; a lost connection may be tried again), and never held whole in memory.
/// </summary>
/// <param name="WriteToAsync">Writes the whole message, header and body, the same bytes each time. Lone CR and LF leave as CRLF.</param>
/// <param name="Size">Size in bytes if known, announced to servers that ask for it (RFC 1870).</param>
/// <param name="Has8Bit">Whether the body has bytes over 127 (BODY=8BITMIME, RFC 6152).</param>
/// <param name="NeedsSmtpUtf8">Whether the header has bytes over 127 (RFC 6531). Non-ASCII envelope addresses ask for it by themselves.</param>
public sealed record MessageContent(
    Func<Stream, CancellationToken, ValueTask> WriteToAsync,
    long? Size,
    bool Has8Bit = false,
    bool NeedsSmtpUtf8 = false)
{
    /// <summary>A message that lies in memory; what it needs from the server is read off its bytes.</summary>
    public static MessageContent Of(ReadOnlyMemory<byte> message)
    {
        var span = message.Span;
        var end = span.IndexOf("\r\n\r\n"u8) is var at and >= 0 ? at : span.IndexOf("\n\n"u8) is var bare and >= 0 ? bare : span.Length;
        return new(
            (target, cancellationToken) => target.WriteAsync(message, cancellationToken),
            message.Length,
            Has8Bit: span.ContainsAnyInRange((byte)128, (byte)255),
            NeedsSmtpUtf8: span[..end].ContainsAnyInRange((byte)128, (byte)255));
    }

    /// <summary>A message that is read from a stream opened anew each time.</summary>
    public static MessageContent From(Func<CancellationToken, ValueTask<Stream>> open, long? size, bool has8Bit = false, bool needsSmtpUtf8 = false) =>
        new(
            async (target, cancellationToken) =>
            {
                await using var source = await open(cancellationToken);
                await source.CopyToAsync(target, cancellationToken);
            },
            size,
            has8Bit,
            needsSmtpUtf8);
}
