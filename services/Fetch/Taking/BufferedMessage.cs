using System.Buffers;
using System.Diagnostics;
using HelpdeskMail.Mail.Reading;

namespace HelpdeskMail.Fetch.Taking;

/// <summary>A small message in memory, on its way into a batch.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Bytes">A pooled array with its bytes at the beginning.</param>
/// <param name="Length">Their number.</param>
/// <param name="ReceivedAt">When its server received it.</param>
/// <param name="Trace">Its trace.</param>
/// <param name="Started">When it began to come (timestamp).</param>
internal sealed record BufferedMessage(MessageKey Key, byte[] Bytes, int Length, DateTimeOffset? ReceivedAt, Activity? Trace, long Started)
{
    /// <summary>Its bytes.</summary>
    public ReadOnlyMemory<byte> Content => Bytes.AsMemory(0, Length);

    /// <summary>Gives its array back.</summary>
    public void Release() => ArrayPool<byte>.Shared.Return(Bytes);
}
