using System.Globalization;
using HelpdeskMail.Mail.Connecting;
using HelpdeskMail.Mail.Sending;

namespace HelpdeskMail.Mail.Smtp;

/// <summary>Sends a message by BDAT (RFC 3030). Chunks follow one another without waiting; the answers to all but the last are read at the end, or when one of them may be a no.</summary>
internal sealed class SmtpChunks(SmtpSession session)
{
    private int unanswered;

    /// <summary>Null when the answer to the last chunk is to be read now; the refusal of an earlier one otherwise.</summary>
    public async ValueTask<SmtpReply?> SendAsync(MessageContent content, Action beforeLast, CancellationToken cancellationToken)
    {
        var wire = session.Wire;
        var pipelining = session.Extensions.Has("PIPELINING");
        SmtpReply? refusal = null;
        await using var canonical = new CanonicalStream(
            async (chunk, token) =>
            {
                session.Write(string.Create(CultureInfo.InvariantCulture, $"BDAT {chunk.Length}"));
                await wire.WriteBodyAsync(chunk, token);
                await wire.FlushAsync(token);
                unanswered++;
                if (!pipelining)
                {
                    refusal ??= await TakeAsync(token);
                }
            },
            doubleDots: false);
        await content.WriteToAsync(canonical, cancellationToken);
        await canonical.CompleteAsync(cancellationToken);
        refusal ??= await TakeAsync(cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        cancellationToken.ThrowIfCancellationRequested();
        beforeLast();
        session.Write("BDAT 0 LAST");
        await wire.FlushAsync(cancellationToken);
        return null;
    }

    private async ValueTask<SmtpReply?> TakeAsync(CancellationToken cancellationToken)
    {
        SmtpReply? refusal = null;
        for (; unanswered > 0; unanswered--)
        {
            var reply = await session.ReadAsync(cancellationToken);
            refusal ??= reply.IsPositive ? null : reply;
        }

        return refusal;
    }
}
