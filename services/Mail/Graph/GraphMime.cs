using System.Net.Http.Headers;
using System.Text;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Graph;

/// <summary>A message as Graph takes it: base64 of its MIME source, as text/plain.</summary>
internal static class GraphMime
{
    /// <summary>The message's bytes with CRLF line ends; null when it has more than <paramref name="atMost"/>.</summary>
    public static async Task<byte[]?> ReadAsync(MessageContent content, long atMost, CancellationToken cancellationToken)
    {
        if (content.Size > atMost)
        {
            return null;
        }

        using var bytes = new MemoryStream();
        var written = 0L;
        await using var canonical = new CanonicalStream(
            (piece, _) =>
            {
                written += piece.Length;
                bytes.Write(written <= atMost ? piece.Span : []);
                return ValueTask.CompletedTask;
            },
            doubleDots: false);
        await content.WriteToAsync(canonical, cancellationToken);
        await canonical.CompleteAsync(cancellationToken);
        return written <= atMost ? bytes.ToArray() : null;
    }

    public static HttpContent Content(byte[] message) => new ByteArrayContent(Encoding.ASCII.GetBytes(Convert.ToBase64String(message))) { Headers = { ContentType = new MediaTypeHeaderValue("text/plain") } };
}
